import type { Dispatcher } from 'undici';
import type { Answer } from './answer.ts';
import { withoutCoding } from './contentCoding.ts';
import type { Endpoint } from './endpoint.ts';
import { answerTooLarge, networkError, textBehindError, timedOut } from './networkErrors.ts';
import { proxyWantsCredentials } from './proxyErrors.ts';
import { ServerError } from './serverError.ts';
import { wayTo, type Way } from './way.ts';

/** One request on the wire. */
export interface Exchange {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS';
  /** From the base URL on, query included. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whether the server's state may be another afterwards. */
  readonly changes: boolean;
  /** Limit on the answer's body, in bytes. */
  readonly sizeLimit: number;
}

/**
 * Sends one request on a connection of its own, which is closed afterwards: on a kept one that the server had just
 * closed, nobody could tell whether a create arrived. Nothing is ever sent twice, and no redirect is followed.
 *
 * Measured over TLS (`npm run bench -- requests`): one connection kept for the list and the version that a refresh asks
 * for takes 0.67 of the time over a link of 20 ms (0.5 on this machine, where that is 2 to 4 ms). HTTP/2 takes no less
 * than that, and for a single request as much (on this machine 1.3 times). So HTTP/2 gains nothing, and a third of a
 * refresh that nobody waits for is less than one rule for all requests is worth.
 * @throws ServerError when no answer came; the signal's reason when it was aborted before anything could be lost by it
 */
export async function exchange(endpoint: Endpoint, request: Exchange, signal?: AbortSignal): Promise<Answer> {
  signal?.throwIfAborted();
  const way = wayTo(endpoint);
  const cleanUp: (() => void)[] = [];
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let status: number | undefined;
      let headers: Answer['headers'] = {};
      let sentChange = false;
      let answered = false;

      const finish = (status: number, cut: ServerError | undefined) => {
        const body = withoutCoding(Buffer.concat(chunks), headers['content-encoding'], request.sizeLimit);
        resolve({ status, headers, body: body.toString('utf8'), cut });
      };
      const fail = (error: unknown) => {
        // A cut answer is handed on: what came of it may hold the only copy of a token's string.
        if (status !== undefined && sentChange && error instanceof ServerError) {
          finish(status, error);
        } else {
          reject(error instanceof Error ? error : networkError(error, endpoint, sentChange, answered));
        }
      };

      const timer = setTimeout(() => fail(timedOut(endpoint, sentChange)), endpoint.timeout);
      cleanUp.push(() => clearTimeout(timer));
      const abort = () => {
        if (!sentChange) {
          fail(signal?.reason);
        }
      };
      signal?.addEventListener('abort', abort);
      cleanUp.push(() => signal?.removeEventListener('abort', abort));

      way.dispatcher.dispatch(optionsFor(way, request), {
        onRequestStart() {
          sentChange = request.changes;
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          if (statusCode === 407 && way.forwarder !== undefined) {
            reject(proxyWantsCredentials(way.forwarder));
            return;
          }
          answered = true;
          // An interim answer, such as 103, says nothing of what was done.
          if (statusCode >= 200) {
            status = statusCode;
            headers = responseHeaders;
          }
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk.subarray(0, Math.max(0, request.sizeLimit - size)));
          size += chunk.length;
          if (size > request.sizeLimit) {
            fail(answerTooLarge(sentChange, status));
          }
        },
        onResponseEnd() {
          finish(status ?? 0, undefined);
        },
        onResponseError(_controller, error) {
          chunks.push(Buffer.from(textBehindError(error)));
          fail(networkError(error, endpoint, sentChange, answered));
        },
      });
    });
  } finally {
    cleanUp.forEach((undo) => undo());
    await way.close();
  }
}

function optionsFor(way: Way, request: Exchange): Dispatcher.DispatchOptions {
  return {
    ...way.target(request.path),
    method: request.method,
    headers: { ...request.headers, ...way.headers },
    body: request.body ?? null,
  };
}
