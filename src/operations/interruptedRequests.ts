import type { Disposable } from '../core/emitter.ts';
import { toError } from '../core/errors.ts';
import type { OpenRotations } from '../rotation/openRotations.ts';
import type { Connection } from '../servers/connections.ts';
import { isOver, timeUntilOver, type OpenRequest, type TokenRequest } from '../storage/requestJournal.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import type { RemedyError } from './remedy.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { explainInterrupted, notConfiguredError } from './explainInterrupted.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
  readonly rotations: Pick<OpenRotations, 'read' | 'onDidChange'>;
}

/** In check intervals. A window that is being reloaded still holds its requests for a moment. */
const retryDelay = 5;

/** Checks requests whose window ended before the new token was stored. A rotation checks its own when it is resumed. */
export class InterruptedRequests implements Disposable {
  readonly #ports: Ports;
  readonly #show: (error: RemedyError) => void;
  readonly #listeners: readonly Disposable[];
  readonly #shownUnknown = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(ports: Ports, show: (error: RemedyError) => void) {
    this.#ports = ports;
    this.#show = show;
    const { store, requests } = ports.servers;
    this.#listeners = [
      store.onDidChange((server) => {
        if (server !== undefined && store.state(server).contact.kind === 'reached') {
          void this.check(server.url);
        }
      }),
      ports.rotations.onDidChange(() => void this.check()),
      requests.onDidRelease(() => void this.#checkLater()),
    ];
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#listeners.forEach((listener) => listener.dispose());
  }

  /** Never throws. @param url of the server whose requests are checked; all servers if it's `undefined` */
  async check(url?: string): Promise<void> {
    const { servers } = this.#ports;
    try {
      for (const request of await this.#due()) {
        const open =
          url === undefined || request.server.url === url ? await servers.requests.claim(request) : undefined;
        if (open !== undefined) {
          await this.#explain(open);
        }
      }
    } catch (error) {
      servers.log.warn(`Couldn't check interrupted requests: ${toError(error).message}`);
    }
    await this.#checkLater();
  }

  async #due(): Promise<TokenRequest[]> {
    const { servers, rotations } = this.#ports;
    const due: TokenRequest[] = [];
    for (const request of await servers.requests.readAll()) {
      if (request.rotation === null || (await rotations.read(request.rotation)) === undefined) {
        due.push(request);
      }
    }
    return due;
  }

  /** Checks again while another process may be ending, and when a server can no longer complete a request. */
  async #checkLater(): Promise<void> {
    const { checkInterval } = this.#ports.servers;
    const delays = (await this.#due())
      .filter((request) => !isOver(request))
      .map((request) => (request.shownNothing === true ? timeUntilOver(request) : retryDelay * checkInterval));
    clearTimeout(this.#timer);
    if (delays.length > 0 && !this.#isDisposed) {
      this.#timer = setTimeout(() => void this.check(), Math.min(...delays)).unref();
    }
  }

  async #explain(open: OpenRequest): Promise<void> {
    const { request } = open;
    const { store } = this.#ports.servers;
    try {
      if (await this.#isDone(request)) {
        // VS Code may not have written the stored token to the disk yet.
        await (isOver(request) ? open.end() : open.release());
        return;
      }
      if (!store.servers().some(({ url }) => url === request.server.url)) {
        this.#show(notConfiguredError(open));
        return;
      }
      const connection = await this.#connectionFor(request);
      if (connection === undefined) {
        await open.release();
        return;
      }
      const { error, result } = await explainInterrupted(open, connection, this.#ports);
      const isNothing = result.kind === 'nothing';
      if (isNothing && request.shownNothing === true) {
        await (isOver(request) ? open.end() : open.release());
      } else if (request.rotation !== null && (isNothing || result.kind === 'stored')) {
        // The rotation has ended, and left nothing to do.
        await open.end();
      } else if (result.kind === 'unknown' && this.#shownUnknown.has(request.id)) {
        await open.release();
      } else {
        if (result.kind === 'unknown') {
          this.#shownUnknown.add(request.id);
        }
        this.#show(error);
      }
    } catch (error) {
      this.#ports.servers.log.warn(`Couldn't check an interrupted request: ${toError(error).message}`);
      await open.release();
    }
  }

  /** The token was stored shortly before the window was closed, and it still is. */
  async #isDone({ received, server: { identity } }: TokenRequest): Promise<boolean> {
    const { tokens } = this.#ports.servers;
    return received?.isDone === true && (await tokens.findByHash(identity, received.hash)) !== undefined;
  }

  /** Returns `undefined` if nothing may be sent to the server, or the request is another host's. */
  async #connectionFor({ server: { url, identity } }: TokenRequest): Promise<Connection | undefined> {
    const { store, connections } = this.#ports.servers;
    const server = store.servers().find((configured) => configured.url === url);
    const connection = server && (await connections.prepare(server));
    return connection?.identity === identity && connection.missingApprovals.length === 0 ? connection : undefined;
  }
}
