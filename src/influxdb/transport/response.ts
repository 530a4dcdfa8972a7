import type { IncomingHttpHeaders } from 'node:http';
import type { ServerError } from './serverError.ts';

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The part of the body that arrived. It can contain a token, so it is never logged. */
  readonly body: string;
  /** Set when the body is incomplete. The part that arrived can still contain a new token. */
  readonly truncatedBy: ServerError | undefined;
}

/** Identifies the catalog (InfluxDB 3.7 and later). It doesn't prove the server's identity: any server can send it. */
export function clusterUuidOf(response: HttpResponse): string | undefined {
  const value = response.headers['cluster-uuid'];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The time on the server's clock, to the second. A proxy may send its own. */
export function serverTimeOf(response: HttpResponse): Date | undefined {
  const value = response.headers['date'];
  const time = typeof value === 'string' ? new Date(value) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time;
}
