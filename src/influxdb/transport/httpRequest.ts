import type { Token } from '../../core/token/token.ts';

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

/** A request as it's sent. It can contain a token, so it's never logged. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS';
  /** Relative to the base URL, including the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly isChange: boolean;
  readonly sizeLimit: number;
  /** Cluster ID of the only server that the token may be sent to; `undefined` allows any server. */
  readonly cluster?: string | undefined;
}

export function httpRequestFor(request: Request): HttpRequest {
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
    cluster: request.token?.cluster,
  };
}

export function hasToken(request: HttpRequest): boolean {
  return request.headers['authorization'] !== undefined;
}
