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
  /** Limit on the response body, in bytes. */
  readonly sizeLimit: number;
}

/**
 * Sends one request on its own connection: a reused one may already be closed, and then it's unknown whether a create
 * arrived (benchmarks: docs/testing.md). Nothing is sent twice, and redirects aren't followed.
 * @throws ServerError if there is no response; the signal's reason if it was aborted before a change was sent
 */
export async function exchange(endpoint: Endpoint, request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
  signal?.throwIfAborted();
  const route = routeTo(endpoint);
  const cleanups: (() => void)[] = [];
  try {
    return await new Promise<HttpResponse>((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let status: number | undefined;
      let headers: HttpResponse['headers'] = {};
      let hasSentChange = false;
      let hasResponded = false;

      const finish = (status: number, truncatedBy: ServerError | undefined) => {
        const body = decodeContent(Buffer.concat(chunks), headers['content-encoding'], request.sizeLimit);
        resolve({ status, headers, body: body.toString('utf8'), truncatedBy });
      };
      const fail = (error: unknown) => {
        // Return the truncated response: it may contain the only copy of a new token.
        if (status !== undefined && hasSentChange && error instanceof ServerError) {
          finish(status, error);
        } else {
          reject(error instanceof Error ? error : networkError(error, endpoint, hasSentChange, hasResponded));
        }
      };

      const timer = setTimeout(() => fail(timeoutError(endpoint, hasSentChange)), endpoint.timeout);
      cleanups.push(() => clearTimeout(timer));
      const abort = () => {
        if (!hasSentChange) {
          fail(signal?.reason);
        }
      };
      signal?.addEventListener('abort', abort);
      cleanups.push(() => signal?.removeEventListener('abort', abort));

      route.dispatcher.dispatch(dispatchOptions(route, request), {
        onRequestStart() {
          hasSentChange = request.isChange;
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          if (statusCode === 407 && route.forwardingProxy !== undefined) {
            reject(proxyCredentialsError(route.forwardingProxy));
            return;
          }
          hasResponded = true;
          // An interim response, such as 103, doesn't say what the server did.
          if (statusCode >= 200) {
            status = statusCode;
            headers = responseHeaders;
          }
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk.subarray(0, Math.max(0, request.sizeLimit - size)));
          size += chunk.length;
          if (size > request.sizeLimit) {
            fail(responseTooLargeError(hasSentChange, status));
          }
        },
        onResponseEnd() {
          finish(status ?? 0, undefined);
        },
        onResponseError(_controller, error) {
          chunks.push(Buffer.from(unparsedText(error)));
          fail(networkError(error, endpoint, hasSentChange, hasResponded));
        },
      });
    });
  } finally {
    cleanups.forEach((cleanUp) => cleanUp());
    await route.close();
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
