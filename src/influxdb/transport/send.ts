import type { CallOptions, Endpoint } from './endpoint.ts';
import { httpRequestFor, type Request } from './httpRequest.ts';
import type { HttpResponse } from './response.ts';

export async function send(endpoint: Endpoint, request: Request, { signal }: CallOptions): Promise<HttpResponse> {
  const httpRequest = httpRequestFor(request);
  if (endpoint.channel !== undefined) {
    return endpoint.channel.send(endpoint, httpRequest, signal);
  }
  // Loaded on demand: it's the largest part of the bundle, and most windows never need it.
  const { sendOnNewConnection } = await import('./exchange.ts');
  return sendOnNewConnection(endpoint, httpRequest, signal);
}
