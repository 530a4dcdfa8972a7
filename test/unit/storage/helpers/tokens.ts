import { randomBytes } from 'node:crypto';
import { SecretBox } from '../../../../src/storage/secretBox.ts';
import { TokenStore } from '../../../../src/storage/tokenStore.ts';
import { Token } from '../../../../src/core/token.ts';
import { MemoryNotes, MemorySecrets } from './ports.ts';

/** A store with the two places in which it keeps things. */
export function emptyStore(): { secrets: MemorySecrets; notes: MemoryNotes; store: TokenStore } {
  const secrets = new MemorySecrets();
  const notes = new MemoryNotes();
  return { secrets, notes, store: new TokenStore(new SecretBox(secrets), notes) };
}

export const newToken = (): Token => new Token(`apiv3_${randomBytes(64).toString('base64url')}`);
