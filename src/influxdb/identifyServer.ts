import { productFrom, type Product } from '../core/product.ts';
import type { Token } from '../core/token/token.ts';
import { ping } from './ping.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { clusterUuidOf } from './transport/response.ts';
import { send } from './transport/send.ts';

export interface ServerDetails {
  readonly version: string | undefined;
  readonly product: Product;
}

/**
 * Finds out the product and version. If `/ping` doesn't show the product, because Enterprise refuses it to the token or
 * a proxy blocks it, a second request is sent. If that fails too, the details stay unknown.
 */
export async function identifyServer(
  endpoint: Endpoint,
  bearer: Token,
  options: CallOptions = {},
): Promise<ServerDetails> {
  const response = await unlessFailed(ping(endpoint, bearer, options), options);
  const product = productFrom({ url: endpoint.url, productName: response?.productName, build: response?.build });
  return {
    version: response?.version,
    product:
      product === 'unknown' ? ((await unlessFailed(probe(endpoint, bearer, options), options)) ?? product) : product,
  };
}

/** Only Enterprise has this route. A proxy's own response differs from those of both products. */
async function probe(endpoint: Endpoint, token: Token, options: CallOptions): Promise<Product> {
  const request = { method: 'GET', path: '/api/v3/configure/retention_period', token } as const;
  const response = await send(endpoint, request, options);
  const reportsCluster = typeof endpoint.channel?.clusterId === 'string';
  const isFromServer = reportsCluster ? clusterUuidOf(response) !== undefined : response.body === '';
  if (response.status === 403 && isFromServer) {
    return 'enterprise';
  }
  return response.status === 404 && /^not found\s*$/i.test(response.body) ? 'core' : 'unknown';
}

/** Returns `undefined` if `work` fails. @throws the signal's reason */
async function unlessFailed<Result>(work: Promise<Result>, { signal }: CallOptions): Promise<Result | undefined> {
  try {
    return await work;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
