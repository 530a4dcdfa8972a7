import type { ClusterId } from './clusterId.ts';
import type { Endpoint } from './endpoint.ts';
import { Exchange } from './exchange.ts';
import type { HttpRequest } from './httpRequest.ts';
import { clusterUuidOf, type HttpResponse } from './response.ts';
import { routeTo, type Route } from './route.ts';
import { ServerError } from './serverError.ts';

/** Why a request on an idle connection failed. `withoutResponse`: it may have arrived, but changes nothing. */
type ClosedWhileIdle = 'beforeSending' | 'withoutResponse';

/** A connection that stays open between requests. It's never opened again: after a failure, a new one is needed. */
export class PersistentConnection {
  clusterId: ClusterId | undefined;
  readonly #route: Route;
  readonly #idleLimit: number;
  /** By the machine's clock, because no timer runs while the machine sleeps. */
  #lastUsedAt = Date.now();
  #hasResponded = false;
  #isBusy = false;
  #isRetired = false;
  #closedWhileIdle: ClosedWhileIdle | undefined;

  constructor(endpoint: Endpoint, idleLimit: number) {
    this.#route = routeTo(endpoint, idleLimit);
    this.#idleLimit = idleLimit;
  }

  get isUsable(): boolean {
    return this.#route.isOpen() && this.wasUsedWithin(this.#idleLimit);
  }

  get isOpen(): boolean {
    return this.#route.isOpen();
  }

  /** @param time in milliseconds */
  wasUsedWithin(time: number): boolean {
    const idle = Date.now() - this.#lastUsedAt;
    return idle >= 0 && idle < time;
  }

  get closedWhileIdle(): ClosedWhileIdle | undefined {
    return this.#closedWhileIdle;
  }

  async send(endpoint: Endpoint, request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
    const exchange = new Exchange(endpoint, request, this.#route);
    this.#isBusy = true;
    try {
      const response = await exchange.run(signal);
      this.#lastUsedAt = Date.now();
      this.#hasResponded = true;
      if (this.#isRetired || response.truncatedBy !== undefined || this.#isFromOtherServer(response)) {
        await this.close();
      }
      return response;
    } catch (error) {
      this.#closedWhileIdle = this.#hasResponded ? closedWhileIdle(exchange, request, error) : undefined;
      await this.close();
      throw error;
    } finally {
      this.#isBusy = false;
    }
  }

  /** Closes it now or after the running request, whose response may contain a new token. */
  retire(): void {
    this.#isRetired = true;
    if (!this.#isBusy) {
      void this.close();
    }
  }

  async close(): Promise<void> {
    await this.#route.close();
  }

  /** A proxy in front of several servers can send each request to a different one. */
  #isFromOtherServer(response: HttpResponse): boolean {
    const reported = clusterUuidOf(response);
    return typeof this.clusterId === 'string' && reported !== undefined && reported !== this.clusterId;
  }
}

function closedWhileIdle(exchange: Exchange, request: HttpRequest, error: unknown): ClosedWhileIdle | undefined {
  if (!(error instanceof ServerError) || error.kind === 'timedOut') {
    return undefined;
  }
  if (!exchange.isSent) {
    return 'beforeSending';
  }
  // The server may have received a change, even if it closed the connection.
  const hasNoResponse = error.kind === 'connectionLost' && !exchange.hasResponded;
  return hasNoResponse && !request.isChange ? 'withoutResponse' : undefined;
}
