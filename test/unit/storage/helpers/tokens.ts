import { randomBytes } from 'node:crypto';
import { SecretBox } from '../../../../src/storage/secretBox.ts';
import { TokenStore } from '../../../../src/storage/tokenStore.ts';
import { Token } from '../../../../src/core/token.ts';
import { MemoryNotes, MemorySecrets } from './ports.ts';

interface EmptyStore {
  readonly secrets: MemorySecrets;
  readonly notes: MemoryNotes;
  readonly store: TokenStore;
  /** What a person was told of notes that could not be written. */
  readonly told: string[];
}

/** A store with the two places in which it keeps things. */
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
