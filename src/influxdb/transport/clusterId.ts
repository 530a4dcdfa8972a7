import { httpRequestFor, type Request } from './httpRequest.ts';
import { refusalError } from './refusals.ts';
import { clusterUuidOf, type HttpResponse } from './response.ts';
import { ServerError } from './serverError.ts';

/** A `cluster-uuid`, or `null` if the server reports none (before 3.7, or behind some proxies). */
export type ClusterId = string | null;

/** The server responds without authentication and logs nothing. */
export const clusterIdRequest = { method: 'OPTIONS', path: '/' } as const satisfies Request;
export const clusterIdHttpRequest = httpRequestFor(clusterIdRequest);

/** The status with which some proxies respond to an unknown method. */
const notImplemented = 501;

/** @throws ServerError if there's no response, or it isn't the server's */
export async function readClusterId(respond: () => Promise<HttpResponse>): Promise<ClusterId> {
  try {
    const response = await respond();
    throwUnlessOptions(response);
    return clusterUuidOf(response) ?? null;
  } catch (error) {
    if (error instanceof ServerError && isOptionsRejected(error)) {
      return null;
    }
    throw error;
  }
}

/** InfluxDB responds with 204, but some proxies respond to OPTIONS themselves with 200. */
export function throwUnlessOptions(response: HttpResponse): void {
  if (response.status !== 204 && response.status !== 200) {
    throw refusalError(response, { isChange: false });
  }
}

/** Excludes a failed proxy, which may work again soon, and VS Code's proxy, which may not have contacted the server. */
function isOptionsRejected({ kind, status }: ServerError): boolean {
  const isFromConfiguredProxy = kind === 'proxyAuthenticationRequired' || kind === 'proxyFailed';
  return status !== undefined && (status < 500 || status === notImplemented) && !isFromConfiguredProxy;
}
