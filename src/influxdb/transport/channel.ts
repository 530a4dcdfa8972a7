import { setImmediate } from 'node:timers/promises';
import { clusterIdHttpRequest, readClusterId, type ClusterId } from './clusterId.ts';
import type { Endpoint, SharedConnection } from './endpoint.ts';
import { notAuthenticatedError } from './refusals.ts';
import { hasToken, type HttpRequest } from './httpRequest.ts';
import type { IdleConnections } from './idleConnections.ts';
import type { PersistentConnection } from './persistentConnection.ts';
import { clusterUuidOf, type HttpResponse } from './response.ts';

/** In milliseconds. Common servers and proxies keep an idle connection open for longer. */
const defaultIdleLimit = 4000;

/** Prevents a token from being sent to a different server than its own. */
export interface Guard {
  /** Called with the ID that a new connection reported. @throws ServerError if the token must not be sent on it */
  verify(reported: ClusterId): Promise<void> | void;
}

interface ChannelOptions {
  /** In milliseconds. */
  readonly idleLimit?: number | undefined;
  /** Shared by channels that may continue on each other's connections. */
  readonly idle?: IdleConnections;
}

/**
 * Sends the requests of one operation, one after another, on one connection. Before a token is sent on a connection,
 * it's checked which server responds. A connection that was idle for too long, or on which an exchange failed, is
 * replaced.
 */
export class Channel implements SharedConnection {
  readonly #guard: Guard;
  readonly #idleLimit: number;
  readonly #idle: IdleConnections | undefined;
  #connection: PersistentConnection | undefined;
  #pendingTurns = 0;
  #releasedClusterId: ClusterId | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(guard: Guard, { idleLimit = defaultIdleLimit, idle }: ChannelOptions = {}) {
    this.#guard = guard;
    this.#idleLimit = idleLimit;
    this.#idle = idle;
  }

  get clusterId(): ClusterId | undefined {
    return this.#connection === undefined ? this.#releasedClusterId : this.#connection.clusterId;
  }

  send(endpoint: Endpoint, request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
    return this.#inTurn(async () => {
      const response = await this.#send(endpoint, request, signal);
      await this.#verifyResponse(request, response);
      return response;
    });
  }

  async checkServer(endpoint: Endpoint, signal: AbortSignal | undefined): Promise<void> {
    await this.#inTurn(() => this.#checkedConnection(endpoint, signal));
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#pendingTurns += 1;
    const turn = this.#lastTurn.then(work).finally(() => {
      this.#pendingTurns -= 1;
    });
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /** Doesn't let another server's response pass for this one's. But a new token is accepted from any server. */
  async #verifyResponse(request: HttpRequest, response: HttpResponse): Promise<void> {
    const expected = this.#connection?.clusterId;
    const reported = clusterUuidOf(response);
    const isFromOtherServer = typeof expected === 'string' && reported !== undefined && reported !== expected;
    if (hasToken(request) && !request.isChange && isFromOtherServer) {
      await this.#guard.verify(reported);
    }
  }

  /** Repeats only a request that certainly wasn't sent, or that changes nothing and got no response. */
  async #send(endpoint: Endpoint, request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
    const first = await this.#connectionFor(endpoint, request, signal);
    try {
      return await first.send(endpoint, request, signal);
    } catch (error) {
      if (first.closedWhileIdle === undefined) {
        throw error;
      }
    }
    const second = await this.#connectionFor(endpoint, request, signal);
    try {
      return await second.send(endpoint, request, signal);
    } catch (error) {
      if (second.closedWhileIdle !== 'beforeSending') {
        throw error;
      }
    }
    // This connection was also closed right after its check, so the server closes each one after one response.
    const third = await this.#openConnection(endpoint);
    third.clusterId = second.clusterId;
    return third.send(endpoint, request, signal);
  }

  async #connectionFor(
    endpoint: Endpoint,
    request: HttpRequest,
    signal: AbortSignal | undefined,
  ): Promise<PersistentConnection> {
    signal?.throwIfAborted();
    if (!hasToken(request)) {
      return this.#openConnection(endpoint);
    }
    const connection = await this.#checkedConnection(endpoint, signal);
    const { clusterId } = connection;
    if (request.cluster !== undefined && typeof clusterId === 'string' && clusterId !== request.cluster) {
      // The token belongs to another server at this URL. This server would reject it, so it isn't sent.
      throw notAuthenticatedError();
    }
    return connection;
  }

  async #checkedConnection(endpoint: Endpoint, signal: AbortSignal | undefined): Promise<PersistentConnection> {
    if (this.#connection?.isUsable === true && this.#connection.clusterId !== undefined) {
      return this.#connection;
    }
    this.#connection ??= this.#takeIdle(endpoint);
    const first = await this.#openAndCheck(endpoint, signal);
    const open = first.connection ?? (await this.#openAndCheck(endpoint, signal)).connection;
    if (open !== undefined) {
      return open;
    }
    const next = await this.#openConnection(endpoint);
    next.clusterId = first.clusterId;
    return next;
  }

  /** @returns `undefined` as the connection if the server closed it after its response */
  async #openAndCheck(
    endpoint: Endpoint,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly clusterId: ClusterId; readonly connection: PersistentConnection | undefined }> {
    const clusterId = await readClusterId(() => this.#send(endpoint, clusterIdHttpRequest, signal));
    // If the server closed the connection with its response, Node reports that only now.
    await setImmediate();
    const connection = this.#connection;
    try {
      await this.#guard.verify(clusterId);
    } catch (error) {
      await connection?.close();
      throw error;
    }
    if (connection?.isUsable !== true) {
      return { clusterId, connection: undefined };
    }
    connection.clusterId = clusterId;
    this.#idle?.offer(endpoint, () => this.#release());
    return { clusterId, connection };
  }

  #takeIdle(endpoint: Endpoint): PersistentConnection | undefined {
    const connection = this.#idle?.take(endpoint);
    if (connection !== undefined) {
      connection.clusterId = undefined;
    }
    return connection;
  }

  #release(): PersistentConnection | undefined {
    const connection = this.#connection;
    if (this.#pendingTurns > 0 || connection?.isUsable !== true) {
      return undefined;
    }
    this.#connection = undefined;
    this.#releasedClusterId = connection.clusterId;
    return connection;
  }

  async #openConnection(endpoint: Endpoint): Promise<PersistentConnection> {
    if (this.#connection?.isUsable !== true) {
      await this.#connection?.close();
      // Loaded on demand: it's the largest part of the bundle, and most windows never need it.
      const { PersistentConnection } = await import('./persistentConnection.ts');
      this.#connection = new PersistentConnection(endpoint, this.#idleLimit);
    }
    return this.#connection;
  }
}
