import type { Dispatcher } from 'undici';
import type { HttpResponse } from './response.ts';
import { decodeContent } from './contentCoding.ts';
import type { Endpoint } from './endpoint.ts';
import { responseTooLargeError, networkError, unparsedText, timeoutError } from './networkErrors.ts';
import { proxyCredentialsError } from './proxyErrors.ts';
import { ServerError } from './serverError.ts';
import { routeTo, type Route } from './route.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS';
  /** Relative to the base URL, including the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly isChange: boolean;
  readonly sizeLimit: number;
}

/**
 * Sends one request on its own connection: a reused one may already be closed, and then it's unknown whether a create
 * arrived (benchmarks: docs/testing.md). Nothing is sent twice, and redirects aren't followed.
 */
export async function exchange(endpoint: Endpoint, request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
  signal?.throwIfAborted();
  const route = routeTo(endpoint);
  const running = new ExchangeInProgress(endpoint, request, route);
  const timer = setTimeout(() => running.timeOut(), endpoint.timeout);
  const abort = () => running.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    route.dispatcher.dispatch(dispatchOptions(route, request), running);
    return await running.response;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    await route.close();
  }
}

/** undici calls the `on...` methods. */
class ExchangeInProgress implements Dispatcher.DispatchHandler {
  readonly response: Promise<HttpResponse>;
  readonly #endpoint: Endpoint;
  readonly #request: HttpRequest;
  readonly #route: Route;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #status: number | undefined;
  #headers: HttpResponse['headers'] = {};
  #hasSentChange = false;
  #hasResponded = false;

  constructor(endpoint: Endpoint, request: HttpRequest, route: Route) {
    this.#endpoint = endpoint;
    this.#request = request;
    this.#route = route;
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
    this.response = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  timeOut(): void {
    this.#fail(timeoutError(this.#endpoint, this.#hasSentChange));
  }

  /** Has no effect after a change was sent: its response must be received. */
  abort(reason: unknown): void {
    if (!this.#hasSentChange) {
      this.#fail(reason);
    }
  }

  onRequestStart(): void {
    this.#hasSentChange = this.#request.isChange;
  }

  onResponseStart(_controller: unknown, status: number, headers: HttpResponse['headers']): void {
    if (status === 407 && this.#route.forwardingProxy !== undefined) {
      this.#reject(proxyCredentialsError(this.#route.forwardingProxy));
      return;
    }
    this.#hasResponded = true;
    // An interim response, such as 103, doesn't say what the server did.
    if (status >= 200) {
      this.#status = status;
      this.#headers = headers;
    }
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    const { sizeLimit } = this.#request;
    this.#chunks.push(chunk.subarray(0, Math.max(0, sizeLimit - this.#size)));
    this.#size += chunk.length;
    if (this.#size > sizeLimit) {
      this.#fail(responseTooLargeError(this.#hasSentChange, this.#status));
    }
  }

  onResponseEnd(): void {
    this.#finish(this.#status ?? 0, undefined);
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#chunks.push(Buffer.from(unparsedText(error)));
    this.#fail(networkError(error, this.#endpoint, this.#hasSentChange, this.#hasResponded));
  }

  #finish(status: number, truncatedBy: ServerError | undefined): void {
    const headers = this.#headers;
    const body = decodeContent(Buffer.concat(this.#chunks), headers['content-encoding'], this.#request.sizeLimit);
    this.#resolve({ status, headers, body: body.toString('utf8'), truncatedBy });
  }

  #fail(error: unknown): void {
    // A truncated response is returned, because it may contain the only copy of a new token.
    if (this.#status !== undefined && this.#hasSentChange && error instanceof ServerError) {
      this.#finish(this.#status, error);
    } else {
      this.#reject(
        error instanceof Error ? error : networkError(error, this.#endpoint, this.#hasSentChange, this.#hasResponded),
      );
    }
  }
}

function dispatchOptions(route: Route, request: HttpRequest): Dispatcher.DispatchOptions {
  return {
    ...route.target(request.path),
    method: request.method,
    headers: { ...request.headers, ...route.headers },
    body: request.body ?? null,
  };
}
