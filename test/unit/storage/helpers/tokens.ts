import { randomBytes } from 'node:crypto';
import { SecretBox } from '../../../../src/storage/secretBox.ts';
import { TokenStore } from '../../../../src/storage/tokenStore.ts';
import { Token } from '../../../../src/core/token.ts';
import { MemoryNotes, MemorySecrets } from './ports.ts';

interface EmptyStore {
  readonly secrets: MemorySecrets;
  readonly notes: MemoryNotes;
  readonly store: TokenStore;
  /** Messages about metadata that couldn't be saved. */
  readonly told: string[];
}

export function emptyStore(): EmptyStore {
  const secrets = new MemorySecrets();
  const notes = new MemoryNotes();
  const told: string[] = [];
  return {
    secrets,
    notes,
    store: new TokenStore(new SecretBox(secrets), notes, ({ message }) => told.push(message)),
    told,
  };
}

export const newToken = (): Token => new Token(`apiv3_${randomBytes(64).toString('base64url')}`);
