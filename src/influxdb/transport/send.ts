import { redact } from '../../core/token/redact.ts';
import type { Token } from '../../core/token/token.ts';
import { toError } from '../../core/errors.ts';
import { clusterUuidOf, type HttpResponse } from './response.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import type { HttpRequest } from './exchange.ts';

const kibibyte = 1024;

export interface Request {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly query?: string;
  readonly token?: Token;
  readonly json?: unknown;
  readonly isChange?: boolean;
  /** Limit on the response body in bytes; 256 KiB by default. */
  readonly sizeLimit?: number;
}

/** Logs the method, URL, status, and duration, but never a query, header, or body. */
export async function send(endpoint: Endpoint, request: Request, options: CallOptions): Promise<HttpResponse> {
  // Loaded on demand: it's the largest part of the bundle, and most windows never need it.
  const { exchange } = await import('./exchange.ts');
  if (request.token !== undefined) {
    await endpoint.guard?.check(options);
  }
  const started = performance.now();
  const elapsed = () => `${Math.round(performance.now() - started)} ms`;
  const requestLine = `${request.method} ${endpoint.url}${request.path}`;
  try {
    const response = await exchange(endpoint, httpRequestFor(request), options.signal);
    const truncation = response.truncatedBy === undefined ? '' : ` (truncated: ${response.truncatedBy.kind})`;
    endpoint.logger.debug(redact(`${requestLine}: ${response.status}${truncation}, ${elapsed()}`));
    if (response.truncatedBy !== undefined) {
      endpoint.guard?.connectionFailed();
    }
    endpoint.guard?.responseReceived(clusterUuidOf(response));
    return response;
  } catch (error) {
    // A canceled request says nothing about the connection.
    if (options.signal?.aborted !== true) {
      endpoint.guard?.connectionFailed();
    }
    endpoint.logger.warn(redact(`${requestLine}: ${messageWithCauses(toError(error))}, ${elapsed()}`));
    throw error;
  }
}

function httpRequestFor(request: Request): HttpRequest {
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
    isChange: request.isChange ?? false,
    sizeLimit: request.sizeLimit ?? 256 * kibibyte,
  };
}

function messageWithCauses(error: Error): string {
  return error.cause instanceof Error ? `${error.message} <- ${messageWithCauses(error.cause)}` : error.message;
}
