import { clusterUuidOf } from './answer.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { refusalIn } from './refusals.ts';
import { send } from './send.ts';

/**
 * Looks, without a token, whether a server is there and which one: `OPTIONS /`, which is answered before
 * authentication and leaves nothing in the server's log.
 * @returns the `cluster-uuid`, or `undefined` where none is told (before 3.8, or behind some proxies)
 * @throws ServerError
 */
export async function probe(
  endpoint: Endpoint,
  options: CallOptions = {},
): Promise<{ readonly clusterUuid: string | undefined }> {
  const answer = await send(endpoint, { method: 'OPTIONS', path: '/' }, options);
  // The server answers 204; some proxies answer OPTIONS themselves, with 200.
  if (answer.status !== 204 && answer.status !== 200) {
    throw refusalIn(answer, false);
  }
  return { clusterUuid: clusterUuidOf(answer) };
}
