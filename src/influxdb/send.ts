import { redact } from '../core/redact.ts';
import type { Token } from '../core/token.ts';
import { toError } from '../core/userError.ts';
import { clusterUuidOf, type Answer } from './answer.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import type { Exchange } from './exchange.ts';

const kibibyte = 1024;

/** A request as a route describes it. */
export interface Request {
  readonly method: Exchange['method'];
  readonly path: string;
  readonly query?: string;
  readonly token?: Token;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly changes?: boolean;
  /** Limit on the answer's body in bytes; 256 KiB unless told. */
  readonly sizeLimit?: number;
}

/**
 * Sends a request and logs that it was sent: method, path, status and milliseconds, never a query, a header or a body.
 * @throws ServerError when no answer came, or the endpoint's guard keeps the token from being sent
 */
export async function send(endpoint: Endpoint, request: Request, options: CallOptions): Promise<Answer> {
  // Loaded at the first request: it is the heaviest part of the bundle, and most windows never need it.
  const { exchange } = await import('./exchange.ts');
  if (request.token !== undefined) {
    await endpoint.guard?.check(options);
  }
  const started = performance.now();
  const took = () => `${Math.round(performance.now() - started)} ms`;
  const line = `${request.method} ${endpoint.url}${request.path}`;
  try {
    const answer = await exchange(endpoint, exchangeFor(request), options.signal);
    const cut = answer.cut === undefined ? '' : ` (cut: ${answer.cut.kind})`;
    endpoint.logger.debug(redact(`${line}: ${answer.status}${cut}, ${took()}`));
    if (answer.cut !== undefined) {
      endpoint.guard?.failed();
    }
    endpoint.guard?.answered(clusterUuidOf(answer));
    return answer;
  } catch (error) {
    // Who only stopped waiting knows nothing of the connection.
    if (options.signal?.aborted !== true) {
      endpoint.guard?.failed();
    }
    endpoint.logger.warn(redact(`${line}: ${causes(toError(error))}, ${took()}`));
    throw error;
  }
}

function exchangeFor(request: Request): Exchange {
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (request.token !== undefined) {
    headers['authorization'] = `Bearer ${request.token.reveal()}`;
  }
  if (request.json !== undefined) {
    headers['content-type'] = 'application/json';
  }
  return {
    method: request.method,
    path: request.query === undefined ? request.path : `${request.path}?${request.query}`,
    headers,
    body: request.json === undefined ? undefined : JSON.stringify(request.json),
    changes: request.changes ?? false,
    sizeLimit: request.sizeLimit ?? 256 * kibibyte,
  };
}

function causes(error: Error): string {
  return error.cause instanceof Error ? `${error.message} <- ${causes(error.cause)}` : error.message;
}
