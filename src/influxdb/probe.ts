import { clusterUuidOf } from './transport/response.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { refusalError } from './transport/refusals.ts';
import { send } from './transport/send.ts';

/** The server responds to `OPTIONS /` before authentication and logs nothing. It sends no `cluster-uuid` before 3.8. */
export async function probe(
  endpoint: Endpoint,
  options: CallOptions = {},
): Promise<{ readonly clusterUuid: string | undefined }> {
  const response = await send(endpoint, { method: 'OPTIONS', path: '/' }, options);
  // InfluxDB responds with 204, but some proxies respond to OPTIONS themselves with 200.
  if (response.status !== 204 && response.status !== 200) {
    throw refusalError(response, false);
  }
  return { clusterUuid: clusterUuidOf(response) };
}
