import { Debounce } from '../core/debounce.ts';
import { Emitter, type Disposable, type Event } from '../core/emitter.ts';
import type { Logger } from '../core/logger.ts';
import { findServer } from '../core/server/serverList.ts';
import type { Server, ServerEntry } from '../core/server/server.ts';
import { toError } from '../core/errors.ts';
import { identifyServer } from '../influxdb/identifyServer.ts';
import { listWithTime } from '../influxdb/listTokens.ts';
import { probe } from '../influxdb/probe.ts';
import { tokenAccess } from '../influxdb/tokenAccess.ts';
import type { SignIn, TokenStore } from '../storage/tokenStore.ts';
import { isKeyOf } from '../storage/tokenKeys.ts';
import type { Connection, Connections } from './connections.ts';
import { unknownState, type ServerState } from './serverState.ts';
import { SerialQueue } from './serialQueue.ts';

/** In milliseconds. One operation changes several secrets, and another window may write their metadata later. */
const secretChangeDelay = 300;

export interface ServerListSettings {
  servers(): readonly ServerEntry[];
  readonly onDidChange: Event<undefined>;
}

/** The only owner of the state of the configured servers. Views show it and hold no state of their own. */
export class ServerStore implements Disposable {
  readonly #settings: ServerListSettings;
  readonly #tokens: TokenStore;
  readonly #connections: Connections;
  readonly #logger: Logger;
  readonly #states = new Map<string, ServerState>();
  /** Current load per server URL. Results of earlier loads are ignored. */
  readonly #loads = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>();
  readonly #changed = new Emitter<Server | undefined>();
  readonly #listeners: readonly Disposable[];
  readonly #pendingSecretChanges = new Map<string, Debounce>();
  /** URLs of the servers whose state may be outdated. It stays visible until they're contacted again. */
  readonly #stale = new Set<string>();

  readonly changeQueue = new SerialQueue();

  /** Fires with the server whose state changed, or with `undefined` if the list or many servers changed. */
  readonly onDidChange = this.#changed.event;

  constructor(settings: ServerListSettings, tokens: TokenStore, connections: Connections, logger: Logger) {
    this.#settings = settings;
    this.#tokens = tokens;
    this.#connections = connections;
    this.#logger = logger;
    this.#listeners = [
      settings.onDidChange(() => {
        connections.closeIdle();
        this.#forgetRemovedServers();
        this.#markAllStale();
      }),
      tokens.onDidChange(({ key }) => {
        for (const { url } of this.servers().filter((server) => isKeyOf(key, server.url))) {
          const pending =
            this.#pendingSecretChanges.get(url) ??
            new Debounce(secretChangeDelay, () => this.#refreshAfterSecretChange(url));
          this.#pendingSecretChanges.set(url, pending);
          pending.reschedule();
        }
      }),
      this.#changed,
    ];
  }

  entries(): readonly ServerEntry[] {
    return this.#settings.servers();
  }

  servers(): Server[] {
    return this.entries().filter((entry) => entry.kind === 'server');
  }

  find(nameOrUrl: string): Server {
    return findServer(this.entries(), nameOrUrl);
  }

  state(server: Server): ServerState {
    return this.#states.get(server.url) ?? unknownState;
  }

  isUpToDate(server: Server): boolean {
    const { url } = server;
    const isStale = [this.#pendingSecretChanges, this.#loads, this.#stale].some((urls) => urls.has(url));
    return this.state(server).contact.kind !== 'notContacted' && !isStale;
  }

  /** Contacts the server unless its state is loaded or loading. For views: never prompts the user and never throws. */
  async ensureLoaded(server: Server): Promise<void> {
    const loading = this.#loads.get(server.url);
    if (loading !== undefined) {
      return loading.done;
    }
    if (this.state(server).contact.kind === 'notContacted') {
      await this.reload(server);
    } else if (this.#stale.has(server.url)) {
      await this.#startLoad(server.url);
    }
  }

  async reload(server: Server): Promise<void> {
    const loaded = this.#startLoad(server.url);
    if (loaded !== undefined) {
      this.#set(server, { ...this.state(server), contact: { kind: 'contacting' } });
      await loaded;
    }
  }

  #findConfigured(url: string): Server | undefined {
    return this.servers().find((server) => server.url === url);
  }

  /** Does nothing if the server is no longer configured: a caller may have it from before the settings changed. */
  #startLoad(url: string): Promise<void> | undefined {
    const server = this.#findConfigured(url);
    if (server === undefined) {
      return undefined;
    }
    this.#cancelLoad(server.url);
    const abort = new AbortController();
    const done = this.#load(server, abort.signal).then((state) => {
      const current = this.#loads.get(server.url);
      if (current?.abort !== abort) {
        // Callers that wait for this load get the final state.
        return current?.done;
      }
      this.#loads.delete(server.url);
      this.#set(server, state);
      return undefined;
    });
    this.#loads.set(server.url, { abort, done });
    return done;
  }

  dispose(): void {
    this.#loads.forEach((load) => load.abort.abort());
    this.#loads.clear();
    this.#pendingSecretChanges.forEach((pending) => pending.dispose());
    this.#listeners.forEach((listener) => listener.dispose());
    this.#connections.closeIdle();
  }

  async #load(server: Server, signal: AbortSignal): Promise<ServerState> {
    let known: ServerState = unknownState;
    try {
      const connection = await this.#connections.prepare(server);
      const signIn = await this.#tokens.readSignIn(connection.identity);
      known = await this.#storedState(connection, signIn);
      if (connection.missingApprovals.length > 0) {
        return { ...known, contact: { kind: 'needsApproval' } };
      }
      if (signIn.kind !== 'token') {
        await probe(connection.endpoint, { signal });
        return { ...known, contact: { kind: 'reached' } };
      }
      // Not in parallel: each request with a rejected token adds two ERROR lines to the server's log.
      const { endpoint } = connection;
      const access = await tokenAccess(endpoint, signIn.token, listWithTime(endpoint, signIn.token, { signal }), {
        signal,
      });
      if (access.kind === 'refused') {
        throw access.error;
      }
      if (access.kind === 'limited') {
        return { ...known, ...access.details, isLimited: true, contact: { kind: 'reached' } };
      }
      const { records, unreadable } = access.kind === 'full' ? access.listing : { records: [], unreadable: [] };
      return {
        ...known,
        tokens: records,
        unreadableTokens: unreadable,
        ...(await identifyServer(endpoint, signIn.token, { signal })),
        contact: { kind: 'reached' },
      };
    } catch (thrown) {
      const error = toError(thrown);
      if (!signal.aborted) {
        this.#logger.warn(`${server.url}: ${error.message}`);
      }
      return { ...known, contact: { kind: 'failed', error } };
    }
  }

  async #storedState(connection: Connection, signIn: SignIn): Promise<ServerState> {
    const stored = await this.#tokens.listStored(connection.identity);
    const bearer = signIn.kind === 'token' ? [{ hash: signIn.token.hash, name: signIn.name ?? '' }] : [];
    return {
      ...unknownState,
      signIn: signIn.kind === 'token' ? 'signedIn' : signIn.kind === 'none' ? 'signedOut' : 'missing',
      bearerHash: bearer[0]?.hash,
      userSession: signIn.kind === 'token' ? signIn.token.userSession : undefined,
      storedTokens: [...stored, ...bearer],
    };
  }

  #cancelLoad(url: string): void {
    this.#stale.delete(url);
    this.#loads.get(url)?.abort.abort();
    this.#loads.delete(url);
  }

  #set(server: Server, state: ServerState): void {
    this.#states.set(server.url, state);
    this.#changed.fire(server);
  }

  /** The known state stays visible until the server responds, because the user didn't request a refresh. */
  #refreshAfterSecretChange(url: string): void {
    this.#pendingSecretChanges.delete(url);
    const server = this.#findConfigured(url);
    if (server === undefined) {
      return;
    }
    if (this.#loads.has(url)) {
      void this.#startLoad(url);
    } else {
      this.#stale.add(url);
      this.#changed.fire(server);
    }
  }

  #forgetRemovedServers(): void {
    const configured = new Set(this.servers().map(({ url }) => url));
    for (const url of [...this.#states.keys(), ...this.#loads.keys()].filter((known) => !configured.has(known))) {
      this.#cancelLoad(url);
      this.#states.delete(url);
    }
  }

  /** Views refresh the servers that they show. Until then, the known state stays visible, so that no row flickers. */
  #markAllStale(): void {
    for (const server of this.servers()) {
      const state = this.state(server);
      if (this.#loads.has(server.url)) {
        // Callers that wait for the load get the state under the current settings.
        this.#states.set(server.url, { ...state, contact: { kind: 'contacting' } });
        void this.#startLoad(server.url);
      } else {
        this.#states.set(server.url, { ...state, contact: { kind: 'notContacted' } });
      }
    }
    this.#changed.fire(undefined);
  }
}
