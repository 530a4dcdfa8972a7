import { setTimeout } from 'node:timers/promises';
import type { FilesPort, JournalsPort, NewToken, RotationPorts, SecretsPort, ServerPort } from './ports.ts';
import type { Token } from '../core/token/token.ts';
import { planUpdate, restoreFile, updateFile } from './fileEdits.ts';
import type { FileLocks } from './fileLocks.ts';
import { rollBackFile } from './interruptedFile.ts';
import { backupPlace } from '../files/replace/backupPlace.ts';
import { identityOf } from '../files/sameFile.ts';
import { withAppendOnly } from '../files/search/appendOnly.ts';
import { createNamedToken } from '../influxdb/createNamedToken.ts';
import { createResourceToken } from '../influxdb/createResourceToken.ts';
import { deleteToken } from '../influxdb/deleteToken.ts';
import type { Endpoint } from '../influxdb/transport/endpoint.ts';
import { listDatabases } from '../influxdb/listDatabases.ts';
import { listIfAccepted } from '../influxdb/listTokens.ts';
import { queryDatabase } from '../influxdb/queryDatabase.ts';
import { regenerateOperatorToken } from '../influxdb/regenerateOperatorToken.ts';
import type { TokenRequest } from '../storage/requestJournal.ts';
import type { TokenStore } from '../storage/tokenStore.ts';

const routes = { create: 'createNamed', createResource: 'createResource', regenerate: 'regenerate' } as const;

export interface PlannedRequest extends Pick<
  TokenRequest,
  'route' | 'name' | 'lifetime' | 'permissions' | 'signsIn' | 'before' | 'recoveryUrl' | 'rotation'
> {
  readonly send: () => Promise<NewToken>;
}

export interface RotationContext {
  readonly endpoint: Endpoint;
  readonly identity: string;
  readonly tokens: TokenStore;
  readonly journals: JournalsPort;
  /** Whether new tokens stay stored. */
  readonly keepsCreated: () => boolean;
  readonly create: (request: PlannedRequest, options: { readonly copiesToClipboard: boolean }) => Promise<NewToken>;
  readonly search: FilesPort['search'];
  readonly fileLocks: FileLocks;
  /** A private folder, for backups of files in folders that can't be written to. */
  readonly backupFolder: string;
  /** Whether an editor has unsaved changes to the file. Saving them later would overwrite an update. */
  readonly isUnsaved: (path: string) => boolean;
  readonly person: RotationPorts['person'];
  readonly signal: AbortSignal;
  /** In milliseconds, while the nodes of a cluster load a new token. */
  readonly checkInterval: number;
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

function serverPort({ endpoint, signal, checkInterval }: RotationContext): ServerPort {
  return {
    list: (bearer) => listIfAccepted(endpoint, bearer, { signal }),
    create: (bearer, name, lifetime) => createNamedToken(endpoint, bearer, name, lifetime, { signal }),
    query: (bearer, database) => queryDatabase(endpoint, bearer, database, { signal }),
    listDatabases: (bearer) => listDatabases(endpoint, bearer, { signal }),
    createResource: (bearer, request) => createResourceToken(endpoint, bearer, request, { signal }),
    regenerate: (bearer) => regenerateOperatorToken(endpoint, bearer, { signal }),
    remove: (bearer, name) => deleteToken(endpoint, bearer, name, { signal }),
    async waitForNodes() {
      await setTimeout(checkInterval);
      signal.throwIfAborted();
    },
  };
}

function secretsPort(context: RotationContext): SecretsPort {
  const { identity, tokens } = context;
  return {
    create: (send, { planned, before, signsIn, copiesToClipboard, rotation }) =>
      context.create(
        {
          route: routes[planned.how],
          name: planned.name,
          lifetime: planned.lifetime,
          ...(planned.permissions === undefined ? {} : { permissions: planned.permissions }),
          signsIn,
          before: { hash: before, serverTime: null },
          recoveryUrl: null,
          rotation,
          send,
        },
        { copiesToClipboard },
      ),
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
    keepsCreated: () => Promise.resolve(context.keepsCreated()),
    async storeUntilSaved(hash, name): Promise<void> {
      const token = await tokens.findByHash(identity, hash);
      if (token !== undefined) {
        await tokens.store(identity, token, name, { untilSavedElsewhere: true });
      }
    },
  };
}

function filesPort({ search, isUnsaved, backupFolder, fileLocks, signal }: RotationContext): FilesPort {
  const placeOf = (id: string, index: number) => backupPlace(id, index, backupFolder);
  const guardOf = (id: string, index: number) => ({ place: placeOf(id, index), isUnsaved, signal });
  return {
    async search(extraPaths) {
      const { files, unsearched } = await search(extraPaths);
      return { files: await withAppendOnly(files, signal), unsearched };
    },
    planUpdate: async (file, edits, old, next) =>
      file.path !== undefined && isUnsaved(file.path) ? 'unsaved' : planUpdate(file, edits, old, next, signal),
    identify: (path) => Promise.resolve(identityOf(path)),
    write: (id, index, file, old, next) =>
      fileLocks.whileLocked(file.path, signal, () => updateFile(file, old, next, guardOf(id, index))),
    restore: (id, index, file, old, next) =>
      fileLocks.whileLocked(file.path, signal, () => restoreFile(file, old, next, guardOf(id, index))),
    rollBack: (id, index, file, old, next) =>
      fileLocks.whileLocked(file.path, signal, () => rollBackFile(file, old, next, placeOf(id, index))),
  };
}
