import type { FilesPort, JournalsPort, RotationPorts, SecretsPort, ServerPort } from './ports.ts';
import type { Token } from '../core/token/token.ts';
import { planUpdate, restoreFile, updateFile } from './fileEdits.ts';
import { siblingName, removeSibling } from '../files/replace/replaceFile.ts';
import { createNamedToken } from '../influxdb/createNamedToken.ts';
import { deleteToken } from '../influxdb/deleteToken.ts';
import type { Endpoint } from '../influxdb/transport/endpoint.ts';
import { listIfAccepted } from '../influxdb/listTokens.ts';
import { regenerateOperatorToken } from '../influxdb/regenerateOperatorToken.ts';
import type { TokenStore } from '../storage/tokenStore.ts';

export interface RotationContext {
  readonly endpoint: Endpoint;
  readonly identity: string;
  readonly tokens: TokenStore;
  readonly journals: JournalsPort;
  readonly settings: { readonly keepCreatedTokens: boolean };
  readonly create: SecretsPort['create'];
  readonly search: FilesPort['search'];
  readonly isUnsaved: (path: string) => boolean;
  readonly person: RotationPorts['person'];
  readonly signal: AbortSignal;
}

export function rotationPorts(context: RotationContext): RotationPorts {
  const { journals, person, signal } = context;
  return {
    server: serverPort(context),
    secrets: secretsPort(context),
    files: filesPort(context),
    journals,
    person,
    signal,
  };
}

function serverPort({ endpoint, signal }: RotationContext): ServerPort {
  return {
    list: (bearer) => listIfAccepted(endpoint, bearer, { signal }),
    create: (bearer, name, lifetime) => createNamedToken(endpoint, bearer, name, lifetime, { signal }),
    regenerate: (bearer) => regenerateOperatorToken(endpoint, bearer, { signal }),
    remove: (bearer, name) => deleteToken(endpoint, bearer, name, { signal }),
  };
}

function secretsPort(context: RotationContext): SecretsPort {
  const { identity, tokens, settings } = context;
  return {
    create: context.create,
    store: (token, name) => tokens.store(identity, token, name, { untilSavedElsewhere: false }),
    findByHash: (hash) => tokens.findByHash(identity, hash),
    findByHashPrefix: (hashPrefix) => tokens.findByHashPrefix(identity, hashPrefix),
    storedHashes: async () => (await tokens.listStored(identity)).map(({ hash }) => hash),
    remove: (hash) => tokens.remove(identity, hash),
    async signInToken(): Promise<Token | undefined> {
      const signIn = await tokens.readSignIn(identity);
      return signIn.kind === 'token' ? signIn.token : undefined;
    },
    storeSignIn: (token, name) => tokens.storeSignIn(identity, token, name),
    keepsCreated: () => Promise.resolve(settings.keepCreatedTokens),
    async storeUntilSaved(hash, name): Promise<void> {
      const token = await tokens.findByHash(identity, hash);
      if (token !== undefined) {
        await tokens.store(identity, token, name, { untilSavedElsewhere: true });
      }
    },
  };
}

function filesPort({ search, isUnsaved }: RotationContext): FilesPort {
  return {
    search,
    planUpdate,
    write: async (id, index, file, old, next) =>
      isUnsaved(file.path) ? 'unsaved' : updateFile(file, old, next, siblingName(id, index)),
    restore: async (id, index, file, old, next) =>
      isUnsaved(file.path) ? 'unsaved' : restoreFile(file, old, next, siblingName(id, index)),
    removeSibling: (id, index, { path }) => removeSibling(path, siblingName(id, index)),
  };
}
