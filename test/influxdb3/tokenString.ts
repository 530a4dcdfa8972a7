import { createHash, randomBytes } from 'node:crypto';

/** A new token string: 64 random bytes behind the prefix by which all are known. */
export function makeTokenString(): string {
  return `apiv3_${randomBytes(64).toString('base64url')}`;
}

/** What the server remembers of a token: SHA-512 of the whole string, in hex. */
export function hashToken(token: string): string {
  return createHash('sha512').update(token, 'utf8').digest('hex');
}
