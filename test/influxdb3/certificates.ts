import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { Pem } from './listener.ts';

const signing = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMilliseconds = 86_400_000;
const loopback = ['localhost', '127.0.0.1', '::1'];

/** What a certificate says of itself. Without a word: this machine's names, from yesterday, for a month. */
export interface CertificateOptions {
  /** Names and IP addresses. */
  hosts?: readonly string[];
  notBefore?: Date;
  notAfter?: Date;
}

/** An authority that nobody trusts unless told to. */
export interface Authority {
  caPem: string;
  issue(options?: CertificateOptions): Promise<Pem>;
}

/** Makes an authority for tests. */
export async function makeAuthority(name = 'Authority for tests'): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...common(name, {}),
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    caPem: `${certificate.toString('pem').trimEnd()}\n`,
    async issue(options = {}) {
      const own = await makeKeys();
      const issued = await x509.X509CertificateGenerator.create({
        ...common('server for tests', options),
        issuer: certificate.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          ...serverExtensions(options),
          await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey),
        ],
      });
      return { cert: issued.toString('pem'), key: await keyPem(own) };
    },
  };
}

/** Makes a certificate that vouches for itself. */
export async function makeSelfSigned(options: CertificateOptions = {}): Promise<Pem> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...common('self-signed for tests', options),
    keys,
    extensions: serverExtensions(options),
  });
  return { cert: certificate.toString('pem'), key: await keyPem(keys) };
}

/** Certificates that a client has to refuse, though their authority is trusted. */
export const refusable = {
  expired: { notBefore: daysFromNow(-30), notAfter: daysFromNow(-1) },
  notYetValid: { notBefore: daysFromNow(1), notAfter: daysFromNow(30) },
  wrongHost: { hosts: ['elsewhere.example'] },
} satisfies Record<string, CertificateOptions>;

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * dayMilliseconds);
}

function makeKeys(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(signing, true, ['sign', 'verify']);
}

type KeyPair = webcrypto.CryptoKeyPair;

async function keyPem(keys: KeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
}

function common(name: string, { notBefore, notAfter }: CertificateOptions) {
  return {
    // A leading zero bit keeps the number positive, as it has to be.
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    name: `CN=${name}`,
    subject: `CN=${name}`,
    notBefore: notBefore ?? daysFromNow(-1),
    notAfter: notAfter ?? daysFromNow(30),
    signingAlgorithm: signing,
  };
}

function serverExtensions({ hosts = loopback }: CertificateOptions): x509.Extension[] {
  const names = hosts.map((host): x509.JsonGeneralName => ({
    type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns',
    value: host,
  }));
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(names),
  ];
}
