import { authorizationScheme } from './authorization.ts';

/** A request as it is remembered: enough to tell who did what, and never a token string. */
export interface LoggedRequest {
  /** From 1 up, in the order in which requests came. */
  number: number;
  /** By the server's clock. */
  at: number;
  port: 'main' | 'recovery';
  httpVersion: string;
  /** The same for all requests of one connection. */
  connection: number;
  method: string;
  /** With the query, token strings in it shortened. */
  path: string;
  /** The first word of the `Authorization` header, if there was a header. */
  scheme?: string;
  /** There was something behind the scheme. */
  carriedToken: boolean;
  /** The name of the token by which it was let in. */
  authenticatedAs?: string;
  /** What was answered; missing while it is not, and when it never was. */
  status?: number;
}

/** What a log entry starts from. */
export interface Arrival extends Pick<LoggedRequest, 'at' | 'port' | 'httpVersion' | 'connection' | 'method'> {
  target: string;
  authorization: string | undefined;
}

/** Starts the entry of a request that has just come. */
export function logEntry(number: number, arrival: Arrival): LoggedRequest {
  const { target, authorization, ...known } = arrival;
  const scheme = authorizationScheme(authorization);
  return {
    number,
    ...known,
    path: withoutTokens(target),
    ...(scheme === undefined ? {} : { scheme }),
    carriedToken: / [^ ]/.test(authorization ?? ''),
  };
}

function withoutTokens(text: string): string {
  return text.replace(/apiv3_[\w-]+/g, 'apiv3_…');
}
