import { isUpdatable } from '../../../../src/content/tokenEncoding.ts';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SecretStorage } from 'vscode';
import { Emitter } from '../../../../src/core/emitter.ts';
import type { Choice, PersonPort, RotationPorts } from '../../../../src/rotation/ports.ts';
import type { Journal } from '../../../../src/rotation/journal.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { backupFolders, backupPath, backupPlace } from '../../../../src/files/replace/backupPlace.ts';
import { findInFolders } from '../../../../src/files/search/findInFolders.ts';
import type { Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import { NewTokens } from '../../../../src/operations/steps/newTokens.ts';
import { rotationPorts } from '../../../../src/rotation/adapters.ts';
import { RotationJournals } from '../../../../src/rotation/journalFiles.ts';
import { Connections, type Connection } from '../../../../src/servers/connections.ts';
import { ServerStore } from '../../../../src/servers/serverStore.ts';
import { ApprovalStore } from '../../../../src/storage/approvalStore.ts';
import { History } from '../../../../src/storage/history.ts';
import { RequestJournal } from '../../../../src/storage/requestJournal.ts';
import { ProcessLocks } from '../../../../src/storage/processLocks.ts';
import { SecretQueue } from '../../../../src/storage/secretQueue.ts';
import { StoredData } from '../../../../src/storage/storedData.ts';
import { TokenStore } from '../../../../src/storage/tokenStore.ts';
import { directNetwork } from '../../../support/directNetwork.ts';
import { silentNotice } from '../../operations/support/silentNotice.ts';
import { FileMemento, FileSecrets } from './fileDoubles.ts';

export const identity = 'this-machine@http://localhost';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Everything that a rotation uses, in one folder that outlives the process and can be copied. */
export class RotationFixture {
  readonly root: string;
  readonly url: string;
  readonly tokens: TokenStore;
  readonly journals: RotationJournals;
  readonly locks: ProcessLocks;
  readonly #connections: Connections;
  readonly requests: RequestJournal;
  readonly #newTokens: NewTokens;

  constructor(root: string, url: string, secrets: SecretStorage = new FileSecrets(join(root, 'secrets'))) {
    this.root = root;
    this.url = url;
    const queue = new SecretQueue(secrets);
    const state = new FileMemento(join(root, 'notes'));
    this.tokens = new TokenStore(queue, state, (problem) => {
      throw problem;
    });
    const approvals = new ApprovalStore(queue);
    this.#connections = new Connections(settings, approvals, () => Promise.resolve('this-machine'), silent);
    const store = new ServerStore(settings, this.tokens, this.#connections, silent);
    this.requests = new RequestJournal(root, silent);
    this.#newTokens = new NewTokens({
      servers: {
        tokens: this.tokens,
        approvals,
        connections: this.#connections,
        store,
        requests: this.requests,
        history: new History(root, silent),
        stored: new StoredData(queue, { state, workspaceState: state }, root),
        log: silent,
        checkInterval: 1000,
      },
      clipboard: {
        copy: (token) => {
          writeFileSync(join(root, 'clipboard'), token.reveal());
          return Promise.resolve(60);
        },
      },
      settings,
      notice: silentNotice,
    });
    this.journals = new RotationJournals(join(root, 'rotations'), silent);
    this.locks = new ProcessLocks(join(root, 'locks'));
  }

  get endpoint(): Endpoint {
    const connection = { ca: undefined, verifyCertificate: true, systemAuthorities: true, proxy: undefined };
    return { url: this.url, ...connection, timeout: 10_000, logger: silent };
  }

  get workspace(): string {
    return join(this.root, 'workspace');
  }

  /** @param person overrides the user who agrees to everything */
  ports(person: Partial<PersonPort> = {}): RotationPorts {
    const signal = new AbortController().signal;
    return rotationPorts({
      endpoint: this.endpoint,
      identity,
      tokens: this.tokens,
      journals: this.journals,
      create: async (request, options) => this.#newTokens.createForRotation(await this.#connection(), request, options),
      keepsCreated: () => true,
      checkInterval: 1000,
      backupFolder: this.#backupFolder,
      isUnsaved: () => false,
      search: () =>
        findInFolders([{ name: 'workspace', path: this.workspace }], {
          ripgrep: undefined,
          isKnown: () => false,
          signal,
        }),
      person: { ...agreeingUser, ...person },
      signal,
    });
  }

  /** The bytes of all files in the workspace, including hidden ones, by relative path. */
  files(): Map<string, string> {
    const entries = readdirSync(this.workspace, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
    return new Map(paths.map((path) => [path.slice(this.workspace.length + 1), readFileSync(path, 'latin1')]));
  }

  async write(files: Record<string, Buffer>): Promise<void> {
    for (const [path, bytes] of Object.entries(files)) {
      const absolutePath = join(this.workspace, path);
      mkdirSync(dirname(absolutePath), { recursive: true });
      writeFileSync(absolutePath, bytes);
      await chmod(absolutePath, 0o640);
    }
  }

  async copyTo(root: string): Promise<void> {
    await cp(this.root, root, { recursive: true, preserveTimestamps: true });
    for (const path of journalsIn(root)) {
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(this.root, root));
    }
  }

  /** The content of a backup; empty if there is none. */
  backupOf(file: string, rotationId: string, index: number): string {
    const path = join(this.workspace, file);
    const place = backupPlace(rotationId, index, this.#backupFolder);
    const found = backupFolders(path, place)
      .map((folder) => backupPath(folder, place))
      .find((one) => existsSync(one));
    return found === undefined ? '' : readFileSync(found, 'latin1');
  }

  get #backupFolder(): string {
    return join(this.root, 'backups');
  }

  leftovers(): string[] {
    const folders = [this.workspace, join(this.root, 'rotations'), this.#backupFolder].filter((folder) =>
      existsSync(folder),
    );
    return folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isLeftover));
  }

  /** The identity must not change when the fixture is copied, although its URL does. */
  async #connection(): Promise<Connection> {
    const { url, endpoint } = this;
    const server = {
      kind: 'server',
      name: 'Local',
      url,
      caFile: undefined,
      verifyCertificate: true,
      scope: 'user',
      isProduction: false,
      isReadOnly: false,
    } as const;
    return { ...(await this.#connections.prepare(server)), identity, endpoint };
  }
}

function journalsIn(root: string): string[] {
  const folder = join(root, 'rotations');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

const settings = {
  keepCreatedTokens: true,
  requestTimeout: 10_000,
  network: directNetwork,
  servers: () => [],
  onDidChange: new Emitter<undefined>().event,
};

const isLeftover = (name: string) => /\.influxdb3-tokens-|\.new$|\.tmp$/.test(name);

const agreeingUser: PersonPort = {
  chooseOccurrences: (files) => {
    const isSkipped = ({ file }: { readonly file: string }) => file.startsWith('notes/');
    const choice: Choice = {
      updates: files
        .filter((file) => !isSkipped(file))
        .map((file) => ({
          file,
          edits: file.occurrences.filter(isUpdatable).map(({ start, writing, reference }) => ({
            start,
            writing,
            reference: file.file.endsWith('.js') ? (reference ?? null) : null,
          })),
        })),
      skipped: files
        .filter(isSkipped)
        .map((file): Choice['skipped'][number] => ({ file, reason: 'unticked', wasSelected: false })),
    };
    return Promise.resolve(choice);
  },
  chooseRetirement: () => Promise.resolve('delete'),
  confirmRecreate: () => Promise.resolve(),
  askToDeleteNewToken: () => Promise.resolve(true),
};

export function newJournal(kind: Journal['kind'], old: Token, name: string, signsIn: boolean): Journal {
  const notCreated = { lifetime: null, hash: null, id: null, expiry: null };
  return {
    version: 1,
    id: `test-${kind}`,
    startedAt: new Date().toISOString(),
    server: { name: 'Local', url: 'http://localhost', identity },
    folders: [],
    kind,
    stage: 'creating',
    old: { name, listedHash: old.hash.slice(0, 9), hash: old.hash },
    next:
      kind === 'operator'
        ? { how: 'regenerate', name, ...notCreated }
        : { how: 'create', name: kind === 'named' ? `${name}-2` : 'bridge', ...notCreated },
    helper: kind === 'operator' ? { how: 'create', name: 'helper', ...notCreated, lifetime: 86_400 } : null,
    operator: null,
    signsIn,
    files: [],
    left: [],
    due: null,
  };
}
