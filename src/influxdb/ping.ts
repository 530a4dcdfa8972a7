import type { Token } from '../core/token/token.ts';
import { clusterUuidOf } from './transport/response.ts';
import { decodePing } from './decode.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { send } from './transport/send.ts';

interface Ping {
  readonly version: string;
  /** Sent by 3.7 and later (not by its nightly builds), unless a proxy removes it. */
  readonly clusterUuid: string | undefined;
  /** Sent by 3.9 and later. */
  readonly productName?: string;
  /** The header `x-influxdb-build`: `Core` or `Enterprise`, in 3.1 and later, unless a proxy removes it. */
  readonly build?: string;
}

/** Without `bearer`, the server rejects this and logs two errors, unless started with `--disable-authz ping`. */
export async function ping(endpoint: Endpoint, bearer: Token | undefined, options: CallOptions = {}): Promise<Ping> {
  const request = { method: 'GET', path: '/ping', ...(bearer === undefined ? {} : { token: bearer }) } as const;
  const response = await send(endpoint, request, options);
  const { version, product_name: productName } = decodePing(response);
  const build = response.headers['x-influxdb-build'];
  return {
    version,
    clusterUuid: clusterUuidOf(response),
    ...(productName === undefined ? {} : { productName }),
    ...(typeof build === 'string' ? { build } : {}),
  };
}
