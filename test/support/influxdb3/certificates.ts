import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { Pem } from './listener.ts';

const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMilliseconds = 86_400_000;
const loopbackHosts = ['localhost', '127.0.0.1', '::1'];

/** By default for this machine's loopback names, valid from yesterday for a month. */
export interface CertificateOptions {
  hosts?: readonly string[];
  notBefore?: Date;
  notAfter?: Date;
}

export interface Authority {
  caPem: string;
  issue(options?: CertificateOptions): Promise<Pem>;
}

export async function createAuthority(name = 'Authority for tests'): Promise<Authority> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...commonFields(name, {}),
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
      const serverKeys = await generateKeys();
      const issued = await x509.X509CertificateGenerator.create({
        ...commonFields('server for tests', options),
        issuer: certificate.subject,
        publicKey: serverKeys.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          ...serverExtensions(options),
          await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey),
        ],
      });
      return { cert: issued.toString('pem'), key: await keyPem(serverKeys) };
    },
  };
}

export async function createSelfSigned(options: CertificateOptions = {}): Promise<Pem> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...commonFields('self-signed for tests', options),
    keys,
    extensions: serverExtensions(options),
  });
  return { cert: certificate.toString('pem'), key: await keyPem(keys) };
}

export const invalidCertificates = {
  expired: { notBefore: daysFromNow(-30), notAfter: daysFromNow(-1) },
  notYetValid: { notBefore: daysFromNow(1), notAfter: daysFromNow(30) },
  wrongHost: { hosts: ['elsewhere.example'] },
} satisfies Record<string, CertificateOptions>;

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * dayMilliseconds);
}

function generateKeys(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
}

type KeyPair = webcrypto.CryptoKeyPair;

async function keyPem(keys: KeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
}

function commonFields(name: string, { notBefore, notAfter }: CertificateOptions) {
  return {
    // Serial numbers must be positive, so the leading bit is zero.
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    name: `CN=${name}`,
    subject: `CN=${name}`,
    notBefore: notBefore ?? daysFromNow(-1),
    notAfter: notAfter ?? daysFromNow(30),
    signingAlgorithm,
  };
}

function serverExtensions({ hosts = loopbackHosts }: CertificateOptions): x509.Extension[] {
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
