import { authorizationScheme } from './authorization.ts';

/** A logged request. Never contains a token string. */
export interface LoggedRequest {
  number: number;
  /** By the server's clock. */
  at: number;
  port: 'main' | 'recovery';
  httpVersion: string;
  connection: number;
  method: string;
  /** With the query, and with tokens masked. */
  path: string;
  scheme?: string;
  hasToken: boolean;
  authenticatedAs?: string;
  /** Missing until, or unless, a response was sent. */
  status?: number;
}

export interface Arrival extends Pick<LoggedRequest, 'at' | 'port' | 'httpVersion' | 'connection' | 'method'> {
  target: string;
  authorization: string | undefined;
}

export function logEntry(number: number, arrival: Arrival): LoggedRequest {
  const { target, authorization, ...rest } = arrival;
  const scheme = authorizationScheme(authorization);
  return {
    number,
    ...rest,
    path: maskTokens(target),
    ...(scheme === undefined ? {} : { scheme }),
    hasToken: / [^ ]/.test(authorization ?? ''),
  };
}

function maskTokens(text: string): string {
  return text.replace(/apiv3_[\w-]+/g, 'apiv3_…');
}
