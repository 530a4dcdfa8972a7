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
        this.#outdate(this.servers(), undefined);
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

  /** Asks the server, unless that is under way or was done. For views: nothing is asked of the person, nothing thrown. */
  async ensureLoaded(server: Server): Promise<void> {
    const under = this.#loads.get(server.url);
    if (under !== undefined) {
      return under.done;
    }
    if (this.state(server).contact.kind === 'notAsked') {
      await this.reload(server);
    }
  }

  /** Asks the server anew; whatever an earlier load still brings is dropped. */
  async reload(given: Server): Promise<void> {
    // A row may be older than the settings: only what is configured now counts.
    const server = this.servers().find(({ url }) => url === given.url) ?? given;
    // What changed a moment ago is read now, and need not be drawn once more.
    clearTimeout(this.#unsettled.get(server.url));
    this.#unsettled.delete(server.url);
    this.#loads.get(server.url)?.abort.abort();
    const abort = new AbortController();
    this.#set(server, { ...this.state(server), contact: { kind: 'asking' } });
    const done = this.#load(server, abort.signal).then((state) => {
      if (this.#loads.get(server.url)?.abort === abort) {
        this.#loads.delete(server.url);
        this.#set(server, state);
      }
    });
    this.#loads.set(server.url, { abort, done });
    await done;
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

  #set(server: Server, state: ServerState): void {
    this.#states.set(server.url, state);
    this.#changed.fire(server);
  }

  #settle(url: string): void {
    this.#unsettled.delete(url);
    // It may have been removed from the list meanwhile.
    for (const server of this.servers().filter((configured) => configured.url === url)) {
      this.#outdate([server], server);
    }
  }

  #forgetRemoved(): void {
    const configured = new Set(this.servers().map(({ url }) => url));
    for (const url of [...this.#states.keys(), ...this.#loads.keys()].filter((known) => !configured.has(known))) {
      this.#loads.get(url)?.abort.abort();
      this.#loads.delete(url);
      this.#states.delete(url);
    }
  }

  /**
   * What was known is out of date, and asked anew where it is shown; until then it stays in view, so that no row
   * flickers.
   */
  #outdate(servers: readonly Server[], changed: Server | undefined): void {
    for (const server of servers) {
      this.#loads.get(server.url)?.abort.abort();
      this.#loads.delete(server.url);
      const state = this.#states.get(server.url);
      if (state !== undefined) {
        this.#states.set(server.url, { ...state, contact: { kind: 'notAsked' } });
      }
    }
    this.#changed.fire(changed);
  }
}
