import { setImmediate } from 'node:timers/promises';
import { clusterIdHttpRequest, readClusterId, type ClusterId } from './clusterId.ts';
import { connectionNotReusableError } from './connectionNotReusableError.ts';
import type { Endpoint, SharedConnection } from './endpoint.ts';
import { notAuthenticatedError } from './refusals.ts';
import { hasToken, type HttpRequest } from './httpRequest.ts';
import type { IdleConnections } from './idleConnections.ts';
import type { PersistentConnection } from './persistentConnection.ts';
import { clusterUuidOf, type HttpResponse } from './response.ts';
import { ServerError } from './serverError.ts';

/** In milliseconds. How long an unused connection stays open, for example, while the user enters a name. */
const defaultIdleLimit = 30_000;
/** In milliseconds. Common servers and proxies keep an idle connection open for longer. */
const defaultRecheckAfter = 4000;
/** In milliseconds. A network that changed may drop everything that's sent on an earlier connection. */
const recheckTimeout = 2000;

/** Prevents a token from being sent to a different server than its own. */
export interface Guard {
  /** Called with the ID that a new connection reported. @throws ServerError if the token must not be sent on it */
  verify(reported: ClusterId): Promise<void> | void;
  /** Whether the user allowed a token to be sent on an unchecked connection if no checked one stays open. */
  readonly allowsUnchecked?: boolean;
}

interface ChannelOptions {
  /** In milliseconds. */
  readonly idleLimit?: number | undefined;
  /** In milliseconds. After this idle time, the server is checked again before the next request with a token. */
  readonly recheckAfter?: number | undefined;
  /** Shared by channels that may continue on each other's connections. */
  readonly idle?: IdleConnections;
}

/**
 * Sends the requests of one operation in sequence on one connection. The server is checked before a token is sent. A
 * connection that was idle for too long, or on which an exchange failed, is replaced.
 */
export class Channel implements SharedConnection {
  readonly #guard: Guard;
  readonly #idleLimit: number;
  readonly #recheckAfter: number;
  readonly #idle: IdleConnections | undefined;
  #connection: PersistentConnection | undefined;
  #pendingTurns = 0;
  #releasedClusterId: ClusterId | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(
    guard: Guard,
    { idleLimit = defaultIdleLimit, recheckAfter = defaultRecheckAfter, idle }: ChannelOptions = {},
  ) {
    this.#guard = guard;
    this.#idleLimit = idleLimit;
    this.#recheckAfter = recheckAfter;
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
    await this.#inTurn(() => this.#connectionForToken(endpoint, signal));
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#pendingTurns += 1;
    const turn = this.#lastTurn.then(work).finally(() => {
      this.#pendingTurns -= 1;
    });
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /** Rejects a response from another server, unless it contains a new token, which must not be lost. */
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
    const third = await this.#uncheckedConnection(endpoint);
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
    const connection = await this.#connectionForToken(endpoint, signal);
    const { clusterId } = connection;
    if (request.cluster !== undefined && typeof clusterId === 'string' && clusterId !== request.cluster) {
      // The token belongs to another server at this URL. This server would reject it, so it isn't sent.
      throw notAuthenticatedError();
    }
    return connection;
  }

  async #connectionForToken(endpoint: Endpoint, signal: AbortSignal | undefined): Promise<PersistentConnection> {
    const current = this.#connection;
    const isChecked = current?.isUsable === true && current.clusterId !== undefined;
    if (isChecked && current.wasUsedWithin(this.#recheckAfter)) {
      return current;
    }
    this.#connection ??= this.#takeIdle(endpoint);
    // Any connection can be closed by chance, so only a second one shows that the server closes each.
    return (
      (await this.#openAndCheck(endpoint, signal)) ??
      (await this.#openAndCheck(endpoint, signal)) ??
      this.#uncheckedConnection(endpoint)
    );
  }

  /** @returns `undefined` if the server closed the connection after its response */
  async #openAndCheck(endpoint: Endpoint, signal: AbortSignal | undefined): Promise<PersistentConnection | undefined> {
    const clusterId = await this.#readClusterId(endpoint, signal);
    // If the server closed the connection with its response, Node reports that only now.
    await setImmediate();
    const connection = this.#connection;
    try {
      await this.#guard.verify(clusterId);
    } catch (error) {
      await connection?.close();
      throw error;
    }
    if (connection !== undefined) {
      connection.clusterId = clusterId;
    }
    if (connection?.isUsable !== true) {
      return undefined;
    }
    this.#idle?.offer(endpoint, () => this.#release());
    return connection;
  }

  async #readClusterId(endpoint: Endpoint, signal: AbortSignal | undefined): Promise<ClusterId> {
    const idle = this.#connection;
    if (idle?.isUsable === true) {
      const timeout = Math.min(endpoint.timeout, recheckTimeout);
      try {
        return await readClusterId(() => idle.send({ ...endpoint, timeout }, clusterIdHttpRequest, signal));
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof ServerError && error.status !== undefined) {
          throw error;
        }
        // The connection no longer works, and nothing with a token was sent on it.
      }
    }
    return readClusterId(() => this.#send(endpoint, clusterIdHttpRequest, signal));
  }

  /** @throws ServerError unless the user allowed that */
  async #uncheckedConnection(endpoint: Endpoint): Promise<PersistentConnection> {
    if (this.#guard.allowsUnchecked !== true) {
      throw connectionNotReusableError();
    }
    const clusterId = this.#connection?.clusterId;
    const next = await this.#openConnection(endpoint);
    next.clusterId = clusterId;
    return next;
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
      this.#idle?.add(endpoint, this.#connection);
    }
    return this.#connection;
  }
}
