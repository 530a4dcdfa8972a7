import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emitter } from '../../../../src/core/emitter.ts';
import { UserError } from '../../../../src/core/errors.ts';
import type { NetworkSettings } from '../../../../src/core/server/networkSettings.ts';
import { combineServerLists } from '../../../../src/core/server/serverList.ts';
import type { Server, ServerEntry } from '../../../../src/core/server/server.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import type { ServerAccess, TokenUsage } from '../../../../src/operations/ports.ts';
import { createServerAccess } from '../../../../src/operations/serverAccess.ts';
import { NewTokens } from '../../../../src/operations/steps/newTokens.ts';
import type { NewTokenNotice, NewTokenState } from '../../../../src/operations/steps/newTokenNotice.ts';
import { OpenRotations } from '../../../../src/rotation/openRotations.ts';
import { directNetwork } from '../../../support/directNetwork.ts';
import { startFaultProxy, type FaultProxy } from '../../../support/faultProxy/proxy.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { closeAfterTest } from '../../influxdb/helpers/closeAfterTest.ts';
import { endpointOf } from '../../influxdb/helpers/endpoint.ts';
import { MemoryMemento, MemorySecrets } from '../../storage/helpers/memoryStorage.ts';

/** The extension without VS Code: its real operation code, storage in memory, and a real token server over sockets. */
export interface OperationFixture {
  readonly server: Server;
  readonly tokenServer: TokenServer;
  /** In front of the token server, so that requests can be lost. */
  readonly proxy: FaultProxy;
  readonly identity: string;
  readonly secrets: MemorySecrets;
  readonly state: MemoryMemento;
  readonly workspaceState: MemoryMemento;
  /** The extension's own. */
  readonly folder: string;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
  readonly usage: TokenUsage & { files: Awaited<ReturnType<TokenUsage['search']['find']>>['files'] };
  readonly notice: RecordedNotice;
  readonly clipboard: MemoryClipboard;
  readonly settings: MemorySettings;
  readonly log: string[];
  names(): string[];
  /** Creates the operator token as another client would, and signs in with it. */
  signedInAsOperator(): Promise<Token>;
  createElsewhere(operator: Token, name: string, lifetime?: number): Promise<Token>;
  sent(method: string, path: string): number;
  /** Resolves when no change of the server runs, even one that the user no longer waits for. */
  changesDone(): Promise<void>;
}

export class MemorySettings {
  entries: ServerEntry[] = [];
  userServers: readonly unknown[] = [];
  /** If set, the settings can't be written. */
  writeFailure: Error | undefined;
  keepCreatedTokens = true;
  expiryWarningDays = 14;
  requestTimeout = 5_000;
  network: NetworkSettings = directNetwork;
  readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;

  servers(): ServerEntry[] {
    return this.entries;
  }

  readUserServers(): readonly unknown[] {
    return this.userServers;
  }

  async writeUserServers(list: readonly unknown[]): Promise<void> {
    await Promise.resolve();
    if (this.writeFailure !== undefined) {
      throw this.writeFailure;
    }
    const ofWorkspace = this.entries.filter(({ scope }) => scope === 'workspace');
    this.userServers = list;
    this.entries = [...combineServerLists([{ scope: 'user', value: list, folder: undefined }]), ...ofWorkspace];
    this.changed.fire(undefined);
  }
}

export class MemoryClipboard {
  content: Token | undefined;
  clears: boolean | undefined;
  failure: Error | undefined;
  seconds = 60;
  /** What another program copied. */
  foreignText = '';

  async readText(): Promise<string> {
    await Promise.resolve();
    return this.foreignText;
  }

  async copy(token: Token, { clears } = { clears: true }): Promise<number> {
    await Promise.resolve();
    if (this.failure !== undefined) {
      throw this.failure;
    }
    this.content = token;
    this.clears = clears;
    return clears ? this.seconds : 0;
  }
}

export class RecordedNotice implements NewTokenNotice {
  readonly events: { readonly kind: string; readonly name?: string; readonly state?: NewTokenState }[] = [];
  readonly errors: Error[] = [];
  /** What the user does about a token that couldn't be stored. */
  rescue: NewTokenNotice['notStored'] = () => Promise.resolve(false);

  created: NewTokenNotice['created'] = (_connection, { name }, state) => {
    this.events.push({ kind: 'created', name, state });
  };

  signInFailed: NewTokenNotice['signInFailed'] = (_connection, { name }, error) => {
    this.events.push({ kind: 'signInFailed', name });
    this.errors.push(error);
  };

  signedIn: NewTokenNotice['signedIn'] = () => {
    this.events.push({ kind: 'signedIn' });
  };

  notStored: NewTokenNotice['notStored'] = async (connection, created, error, destinations) => {
    this.events.push({ kind: 'notStored', name: created.name });
    this.errors.push(error);
    return this.rescue(connection, created, error, destinations);
  };

  confirmSaved: NewTokenNotice['confirmSaved'] = (_connection, { name }) => {
    this.events.push({ kind: 'confirmSaved', name });
  };

  failed: NewTokenNotice['failed'] = (error) => {
    this.errors.push(error);
  };

  get kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }
}

/** Closed after the test. */
export async function operationFixture(options: TokenServerOptions = {}): Promise<OperationFixture> {
  const tokenServer = closeAfterTest(await startTokenServer(options));
  const proxy = closeAfterTest(await startFaultProxy({ target: tokenServer }));
  const folder = await mkdtemp(join(tmpdir(), 'operations-'));
  closeAfterTest({ close: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) });
  const server: Server = {
    kind: 'server',
    name: 'Local',
    url: proxy.url,
    caFile: undefined,
    verifyCertificate: true,
    scope: 'user',
    isProduction: false,
    isReadOnly: false,
  };
  const settings = new MemorySettings();
  settings.entries = [server];
  settings.userServers = [{ name: server.name, url: server.url }];
  const log: string[] = [];
  const record = (message: string) => void log.push(message);
  const logger = { debug: record, info: record, warn: record, error: record };
  const secrets = new MemorySecrets();
  const onMetadataNotSaved = ({ message }: Error) => record(message);
  const state = new MemoryMemento();
  const workspaceState = new MemoryMemento();
  const storage = { secrets, state, workspaceState, folder, onMetadataNotSaved };
  const servers: ServerAccess = { ...createServerAccess(storage, settings, logger), checkInterval: 20 };
  const { store, tokens } = servers;
  closeAfterTest({
    close: () => {
      store.dispose();
      return Promise.resolve();
    },
  });
  const notice = new RecordedNotice();
  const clipboard = new MemoryClipboard();
  const newTokens = new NewTokens({ servers, clipboard, settings, notice });
  const rotations = new OpenRotations(folder, logger);
  const identity = await servers.connections.identityOf(server);
  const direct = endpointOf(tokenServer);
  const usage: OperationFixture['usage'] = {
    files: [],
    search: { find: () => Promise.resolve({ files: usage.files, unsearched: [], known: [] }), folders: () => [] },
    rotations,
    showFiles: () => Promise.resolve(),
  };
  return {
    server,
    tokenServer,
    proxy,
    identity,
    secrets,
    state,
    workspaceState,
    folder,
    servers,
    newTokens,
    usage,
    notice,
    clipboard,
    settings,
    log,
    names: () => tokenServer.tokens().map(({ name }) => String(name)),
    async signedInAsOperator() {
      const { token, name } = await createOperatorToken(direct);
      await tokens.storeSignIn(identity, token, name);
      return token;
    },
    async createElsewhere(operator, name, lifetime) {
      return (await createNamedToken(direct, operator, name, lifetime)).token;
    },
    changesDone: () => store.changeQueue.run(server.url, () => Promise.resolve()),
    sent: (method, path) =>
      tokenServer.requests.filter((request) => request.method === method && request.path === path).length,
  };
}

/** A token that no server created. */
export function strangerToken(): Token {
  return new Token(`apiv3_${'x'.repeat(86)}`);
}

export const keyringFailure = new UserError('The keyring is locked.');
