import { X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/**
 * Whether a certificate is made for a host, as Node checks it by itself; but some releases (22.23, 24.17, and those in
 * Electron 43) take an IPv6 address for a name and find it in no certificate (nodejs/node#64032), where the library of
 * TLS still knows better.
 * @returns the error if it is not
 */
export function madeFor(host: string, certificate: PeerCertificate): Error | undefined {
  if (isIPv6(host) && new X509Certificate(certificate.raw).checkIP(host) !== undefined) {
    return undefined;
  }
  return checkServerIdentity(host, certificate);
}
