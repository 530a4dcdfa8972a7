import type { IncomingHttpHeaders } from 'node:http';
import type { ServerError } from './serverError.ts';

/** What came back for a request. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body as text, as far as it came. Never logged: it can hold a token string. */
  readonly body: string;
  /** Why the body is not whole, where it is not: a token string may stand in the part that came. */
  readonly cut: ServerError | undefined;
}

/** The server's catalog, told from 3.8 on by a header of every answer. Anyone can repeat it: no proof of anything. */
export function clusterUuidOf(answer: Answer): string | undefined {
  const value = answer.headers['cluster-uuid'];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
