import { createHash, randomBytes } from 'node:crypto';

export function createTokenString(): string {
  return `apiv3_${randomBytes(64).toString('base64url')}`;
}

export function hashToken(token: string): string {
  return createHash('sha512').update(token, 'utf8').digest('hex');
}
