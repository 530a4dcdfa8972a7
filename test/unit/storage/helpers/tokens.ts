import { randomBytes } from 'node:crypto';
import { SecretQueue } from '../../../../src/storage/secretQueue.ts';
import { TokenStore } from '../../../../src/storage/tokenStore.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { MemoryMemento, MemorySecrets } from './memoryStorage.ts';

interface EmptyStore {
  readonly secrets: MemorySecrets;
  readonly metadata: MemoryMemento;
  readonly store: TokenStore;
  readonly warnings: string[];
}

export function createEmptyStore(): EmptyStore {
  const secrets = new MemorySecrets();
  const metadata = new MemoryMemento();
  const warnings: string[] = [];
  return {
    secrets,
    metadata,
    store: new TokenStore(new SecretQueue(secrets), metadata, ({ message }) => warnings.push(message)),
    warnings,
  };
}

export const newToken = (): Token => new Token(`apiv3_${randomBytes(64).toString('base64url')}`);
