import type { Token } from '../core/token.ts';
import { clusterUuidOf } from './response.ts';
import { decodePing } from './decode.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { send } from './send.ts';

export interface Ping {
  readonly version: string;
  /** Sent by 3.8 and later, unless a proxy removes it. */
  readonly clusterUuid: string | undefined;
}

/**
 * @param bearer `undefined` works only on a server started with `--disable-authz ping`. Others log two ERROR lines
 * @throws ServerError
 */
export async function ping(endpoint: Endpoint, bearer: Token | undefined, options: CallOptions = {}): Promise<Ping> {
  const request = { method: 'GET', path: '/ping', ...(bearer === undefined ? {} : { token: bearer }) } as const;
  const response = await send(endpoint, request, options);
  return { version: decodePing(response).version, clusterUuid: clusterUuidOf(response) };
}
