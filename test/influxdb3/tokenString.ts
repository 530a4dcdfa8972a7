import { createHash, randomBytes } from 'node:crypto';

/** 64 random bytes, with the prefix of all tokens. */
export function makeTokenString(): string {
  return `apiv3_${randomBytes(64).toString('base64url')}`;
}

/** SHA-512 of the whole token string, in hex. */
export function hashToken(token: string): string {
  return createHash('sha512').update(token, 'utf8').digest('hex');
}
