import type { Dispatcher } from 'undici';
import type { HttpResponse } from './response.ts';
import { decodeContent } from './contentCoding.ts';
import type { Endpoint } from './endpoint.ts';
import { logExchange } from './exchangeLog.ts';
import type { HttpRequest } from './httpRequest.ts';
import { responseTooLargeError, networkError, unparsedText, timeoutError } from './networkErrors.ts';
import { proxyCredentialsError } from './proxyErrors.ts';
import { ServerError } from './serverError.ts';
import { routeTo, type Route } from './route.ts';

/** Sends one request on its own connection. Nothing is sent twice, and redirects aren't followed. */
export async function sendOnNewConnection(
  endpoint: Endpoint,
  request: HttpRequest,
  signal?: AbortSignal,
): Promise<HttpResponse> {
  signal?.throwIfAborted();
  const route = routeTo(endpoint);
  try {
    return await new Exchange(endpoint, request, route).run(signal);
  } finally {
    await route.close();
  }
}

/** One request and its response on an open or a new connection. undici calls the `on...` methods. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #endpoint: Endpoint;
  readonly #request: HttpRequest;
  readonly #route: Route;
  readonly #response: Promise<HttpResponse>;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #status: number | undefined;
  #headers: HttpResponse['headers'] = {};
  #isSent = false;
  #hasResponded = false;

  constructor(endpoint: Endpoint, request: HttpRequest, route: Route) {
    this.#endpoint = endpoint;
    this.#request = request;
    this.#route = route;
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
    this.#response = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** If this fails, the caller must close the connection, which may still be waiting for the response. */
  async run(signal: AbortSignal | undefined): Promise<HttpResponse> {
    signal?.throwIfAborted();
    const timer = setTimeout(
      () => this.#fail(timeoutError(this.#endpoint, this.#hasSentChange)),
      this.#endpoint.timeout,
    );
    // A change that was sent isn't aborted: its response must be received.
    const abort = () => (this.#hasSentChange ? undefined : this.#fail(signal?.reason));
    signal?.addEventListener('abort', abort);
    try {
      this.#route.dispatcher.dispatch(dispatchOptions(this.#route, this.#request), this);
      return await logExchange(this.#endpoint, this.#request, () => this.#response);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** False only if it's certain that no byte of the request was sent. */
  get isSent(): boolean {
    return this.#isSent;
  }

  get hasResponded(): boolean {
    return this.#hasResponded;
  }

  get #hasSentChange(): boolean {
    return this.#isSent && this.#request.isChange;
  }

  onRequestStart(): void {
    this.#isSent = true;
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
