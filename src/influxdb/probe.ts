import { clusterIdRequest, readClusterId, throwUnlessOptions, type ClusterId } from './transport/clusterId.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { send } from './transport/send.ts';

/** Sends no token. @throws ServerError unless a server responds to `OPTIONS` */
export async function probe(endpoint: Endpoint, options: CallOptions = {}): Promise<void> {
  throwUnlessOptions(await send(endpoint, clusterIdRequest, options));
}

/** Sends no token. */
export async function fetchClusterId(endpoint: Endpoint, options: CallOptions = {}): Promise<ClusterId> {
  return readClusterId(() => send(endpoint, clusterIdRequest, options));
}

/** Opens the endpoint's connection and checks which server responds on it, so that a token can be sent right away. */
export async function checkCluster(endpoint: Endpoint, { signal }: CallOptions = {}): Promise<void> {
  await endpoint.channel?.checkServer(endpoint, signal);
}
