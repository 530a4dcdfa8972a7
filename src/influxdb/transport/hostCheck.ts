import { X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/**
 * Some Node releases (22.23, 24.17, and the one in Electron 43) treat an IPv6 address as a name and find it in no
 * certificate (nodejs/node#64032), so OpenSSL checks those.
 */
export function checkHost(host: string, certificate: PeerCertificate): Error | undefined {
  if (isIPv6(host) && new X509Certificate(certificate.raw).checkIP(host) !== undefined) {
    return undefined;
  }
  return checkServerIdentity(host, certificate);
}
