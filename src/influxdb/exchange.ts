import type { Socket } from 'node:net';
import { getCACertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
// Not from 'undici' itself: that module puts an agent of its own into the global dispatcher slots of the whole
// extension host, and from then on every other extension's `fetch` would go through ours.
import buildConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { Answer } from './answer.ts';
import { withoutCoding } from './contentCoding.ts';
import type { Endpoint } from './endpoint.ts';
import { answerTooLarge, networkError, textBehindError, timedOut } from './networkErrors.ts';
import { ServerError } from './serverError.ts';

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
 * @throws ServerError when no answer came; the signal's reason when it was aborted before anything could be lost by it
 */
export async function exchange(endpoint: Endpoint, request: Exchange, signal?: AbortSignal): Promise<Answer> {
  signal?.throwIfAborted();
  const sockets: Socket[] = [];
  const agent = agentFor(endpoint, (socket) => sockets.push(socket));
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

      agent.dispatch(optionsFor(endpoint, request), {
        onRequestStart() {
          sentChange = request.changes;
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
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
    await agent.destroy();
    // One that is still connecting is not the agent's yet, and would go on for as long as the other side lets it.
    sockets.forEach((socket) => socket.destroy(new Error('the exchange is over')));
  }
}

function agentFor(endpoint: Endpoint, onSocket: (socket: Socket) => void): Agent {
  // The limits of undici are off: the one on the whole exchange is enough, and does not depend on its coarse timers.
  const connect = buildConnector({
    allowH2: false,
    timeout: 0,
    rejectUnauthorized: endpoint.verifyCertificate,
    // Node takes `ca` in place of its own list; a private authority is meant in addition to that.
    ...(endpoint.ca === undefined ? {} : { ca: [...getCACertificates('default'), endpoint.ca] }),
  });
  return new Agent({
    connections: 1,
    pipelining: 0,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (options, callback) => onSocket(connect(options, callback)),
  });
}

function optionsFor(endpoint: Endpoint, request: Exchange): Dispatcher.DispatchOptions {
  const base = new URL(endpoint.url);
  const prefix = base.pathname === '/' ? '' : base.pathname;
  return {
    origin: base.origin,
    path: prefix + request.path,
    method: request.method,
    headers: request.headers,
    body: request.body ?? null,
  };
}
