import { X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/** Lets OpenSSL check IPv6 addresses. Node 22.23, Node 24.17, and Electron 43 reject them all (nodejs/node#64032). */
export function checkHost(host: string, certificate: PeerCertificate): Error | undefined {
  if (isIPv6(host) && new X509Certificate(certificate.raw).checkIP(host) !== undefined) {
    return undefined;
  }
  return checkServerIdentity(host, certificate);
}
