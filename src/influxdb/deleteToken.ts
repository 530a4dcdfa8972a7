import type { Token } from '../core/token/token.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { refusalError } from './transport/refusals.ts';
import { send } from './transport/send.ts';

/** The bearer can be the token to delete. The name must be exactly as listed; it can be empty. */
export async function deleteToken(
  endpoint: Endpoint,
  bearer: Token,
  name: string,
  options: CallOptions = {},
): Promise<void> {
  const response = await send(
    endpoint,
    { method: 'DELETE', path: '/api/v3/configure/token', query: nameQuery(name), token: bearer, isChange: true },
    options,
  );
  // The status alone says that the token was deleted, so a truncated response is good enough.
  if (response.status !== 200) {
    throw refusalError(response, { isChange: true });
  }
}

// The server deletes the token with the empty name if the parameter has no value. For a lone surrogate,
// `URLSearchParams` would send a different name, but `encodeURIComponent` throws.
function nameQuery(name: string): string {
  return name === '' ? 'token_name' : `token_name=${encodeURIComponent(name)}`;
}
