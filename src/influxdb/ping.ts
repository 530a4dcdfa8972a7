import type { Token } from '../core/token.ts';
import { clusterUuidOf } from './answer.ts';
import { decodePing } from './decode.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { send } from './send.ts';

export interface Ping {
  readonly version: string;
  /** From 3.8 on, unless a proxy strips it. */
  readonly clusterUuid: string | undefined;
}

/**
 * Asks a server for its version: `GET /ping`.
 * @param bearer left out only where the server was started with `--disable-authz ping`: every refusal puts two lines
 *   at ERROR into the server's log
 * @throws ServerError
 */
export async function ping(endpoint: Endpoint, bearer: Token | undefined, options: CallOptions = {}): Promise<Ping> {
  const request = { method: 'GET', path: '/ping', ...(bearer === undefined ? {} : { token: bearer }) } as const;
  const answer = await send(endpoint, request, options);
  return { version: decodePing(answer).version, clusterUuid: clusterUuidOf(answer) };
}
