import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import { findServer, type Server, type ServerEntry } from '../core/server.ts';
import type { Token } from '../core/token.ts';
import { toError } from '../core/userError.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { ping } from '../influxdb/ping.ts';
import { probe } from '../influxdb/probe.ts';
import type { Settings } from '../storage/settings.ts';
import { isKeyOf, type SignIn, type TokenStore } from '../storage/tokenStore.ts';
import type { Connection, Connections } from './connections.ts';
import { unknownState, type ServerState } from './serverState.ts';
import { Turns } from './turns.ts';

/**
 * After a secret changed, before it is looked at, in milliseconds: another window's note of it comes on a way of its own
 * and may be later, and one piece of work changes several.
 */
const settleFor = 300;

/** The one owner of what is known of each configured server. Views show it and hold nothing of their own. */
export class ServerStore implements vscode.Disposable {
  readonly #settings: Settings;
  readonly #tokens: TokenStore;
  readonly #connections: Connections;
  readonly #logger: Logger;
  readonly #states = new Map<string, ServerState>();
  /** Of each server the load that counts: the answer of an earlier one is out of date when it comes. */
  readonly #loads = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>();
  readonly #changed = new vscode.EventEmitter<Server | undefined>();
  readonly #listeners: vscode.Disposable;
  /** URLs of the servers of which a secret changed a moment ago. */
  readonly #unsettled = new Map<string, NodeJS.Timeout>();
  /** URLs of the servers of which more may be known when they are asked again; what is known is shown until then. */
  readonly #outOfDate = new Set<string>();

  /** Changes of servers, one after the other. */
  readonly turns = new Turns();

  /** Something about a server is not as it was; without one, the list of servers or much of what is known. */
  readonly onDidChange = this.#changed.event;

  constructor(settings: Settings, tokens: TokenStore, connections: Connections, logger: Logger) {
    this.#settings = settings;
    this.#tokens = tokens;
    this.#connections = connections;
    this.#logger = logger;
    this.#listeners = vscode.Disposable.from(
      settings.onDidChange(() => {
        this.#forgetRemoved();
        this.#outdate();
      }),
      tokens.onDidChange(({ key }) => {
        for (const { url } of this.servers().filter((server) => isKeyOf(key, server.url))) {
          clearTimeout(this.#unsettled.get(url));
          this.#unsettled.set(
            url,
            setTimeout(() => this.#settle(url), settleFor),
          );
        }
      }),
      this.#changed,
    );
  }

  entries(): ServerEntry[] {
    return this.#settings.servers();
  }

  servers(): Server[] {
    return this.entries().filter((entry) => entry.kind === 'server');
  }

  /** @throws UserError when there is none of that name or URL, or several */
  find(nameOrUrl: string): Server {
    return findServer(this.entries(), nameOrUrl);
  }

  state(server: Server): ServerState {
    return this.#states.get(server.url) ?? unknownState;
  }

  /** Whether the server has answered, or failed, since anything changed. */
  isUpToDate(server: Server): boolean {
    const { url } = server;
    const isOutOfDate = [this.#unsettled, this.#loads, this.#outOfDate].some((urls) => urls.has(url));
    return this.state(server).contact.kind !== 'notAsked' && !isOutOfDate;
  }

  /** Asks the server, unless that is under way or was done. For views: nothing is asked of the person, nothing thrown. */
  async ensureLoaded(server: Server): Promise<void> {
    const under = this.#loads.get(server.url);
    if (under !== undefined) {
      return under.done;
    }
    if (this.state(server).contact.kind === 'notAsked') {
      await this.reload(server);
    } else if (this.#outOfDate.has(server.url)) {
      await this.#ask(server.url);
    }
  }

  /** Asks the server anew, where it is configured still; whatever an earlier load still brings is dropped. */
  async reload(server: Server): Promise<void> {
    const answered = this.#ask(server.url);
    if (answered !== undefined) {
      this.#set(server, { ...this.state(server), contact: { kind: 'asking' } });
      await answered;
    }
  }

  /** As it is configured now: a row may be older than the settings. */
  #configured(url: string): Server | undefined {
    return this.servers().find((server) => server.url === url);
  }

  /** @returns `undefined` where it is not configured any more: it is not asked then */
  #ask(url: string): Promise<void> | undefined {
    const server = this.#configured(url);
    if (server === undefined) {
      return undefined;
    }
    this.#drop(server.url);
    const abort = new AbortController();
    const done = this.#load(server, abort.signal).then((state) => {
      const counting = this.#loads.get(server.url);
      if (counting?.abort !== abort) {
        // Whoever waits for this one is to know what is known in the end.
        return counting?.done;
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
    this.#unsettled.forEach((timer) => clearTimeout(timer));
    this.#listeners.dispose();
  }

  async #load(server: Server, signal: AbortSignal): Promise<ServerState> {
    let known: ServerState = unknownState;
    try {
      const connection = await this.#connections.prepare(server);
      const signIn = await this.#tokens.signIn(connection.identity);
      known = await this.#whatIsStored(connection, signIn);
      if (connection.missing.length > 0) {
        return { ...known, contact: { kind: 'needsConsent' } };
      }
      if (signIn.kind !== 'token') {
        await probe(connection.endpoint, { signal });
        return { ...known, contact: { kind: 'reached' } };
      }
      // One after the other: each request with a dead token puts two lines at ERROR into the server's log.
      const tokens = await listTokens(connection.endpoint, signIn.token, { signal });
      const version = await this.#version(connection, signIn.token, signal);
      return { ...known, tokens, version, contact: { kind: 'reached' } };
    } catch (thrown) {
      const error = toError(thrown);
      if (!signal.aborted) {
        this.#logger.warn(`${server.url}: ${error.message}`);
      }
      return { ...known, contact: { kind: 'failed', error } };
    }
  }

  /** A proxy may let the list through and not this: the version is then unknown, and nothing else. */
  async #version({ endpoint }: Connection, token: Token, signal: AbortSignal): Promise<string | undefined> {
    try {
      return (await ping(endpoint, token, { signal })).version;
    } catch {
      return undefined;
    }
  }

  async #whatIsStored(connection: Connection, signIn: SignIn): Promise<ServerState> {
    const kept = await this.#tokens.kept(connection.identity);
    const bearer = signIn.kind === 'token' ? [{ hash: signIn.token.hash, name: signIn.name ?? '' }] : [];
    return {
      ...unknownState,
      signIn: signIn.kind === 'token' ? 'signedIn' : signIn.kind === 'none' ? 'signedOut' : 'lost',
      bearerHash: bearer[0]?.hash,
      kept: [...kept, ...bearer],
    };
  }

  /** What is under way, or was to be asked: it is asked now, or no longer wanted. */
  #drop(url: string): void {
    this.#outOfDate.delete(url);
    this.#loads.get(url)?.abort.abort();
    this.#loads.delete(url);
  }

  #set(server: Server, state: ServerState): void {
    this.#states.set(server.url, state);
    this.#changed.fire(server);
  }

  /** Nobody asked to see this server anew: what is known stays as it is until there is an answer. */
  #settle(url: string): void {
    this.#unsettled.delete(url);
    const server = this.#configured(url);
    if (server === undefined) {
      return;
    }
    if (this.#loads.has(url)) {
      void this.#ask(url);
    } else {
      this.#outOfDate.add(url);
      this.#changed.fire(server);
    }
  }

  #forgetRemoved(): void {
    const configured = new Set(this.servers().map(({ url }) => url));
    for (const url of [...this.#states.keys(), ...this.#loads.keys()].filter((known) => !configured.has(known))) {
      this.#drop(url);
      this.#states.delete(url);
    }
  }

  /**
   * What was known is out of date, and asked anew where it is shown; until then it stays in view, so that no row
   * flickers.
   */
  #outdate(): void {
    for (const server of this.servers()) {
      const state = this.state(server);
      if (this.#loads.has(server.url)) {
        // Whoever waits is to know what is true under the settings of now.
        this.#states.set(server.url, { ...state, contact: { kind: 'asking' } });
        void this.#ask(server.url);
      } else {
        this.#states.set(server.url, { ...state, contact: { kind: 'notAsked' } });
      }
    }
    this.#changed.fire(undefined);
  }
}
