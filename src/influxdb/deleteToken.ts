import type { Token } from '../core/token.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { refusalIn } from './refusals.ts';
import { send } from './send.ts';

/**
 * Deletes a token: `DELETE /api/v3/configure/token?token_name=NAME`, answered by 200 and an empty body.
 * @param bearer any live admin token, the one being deleted included
 * @param name byte for byte as the list gives it. An empty one is a real name here: some tokens have it
 * @throws ServerError `tokenNotFound`, `cannotDeleteOperatorToken`
 */
export async function deleteToken(
  endpoint: Endpoint,
  bearer: Token,
  name: string,
  options: CallOptions = {},
): Promise<void> {
  const answer = await send(
    endpoint,
    { method: 'DELETE', path: '/api/v3/configure/token', query: nameQuery(name), token: bearer, changes: true },
    options,
  );
  // The status line alone says that it was done, so an answer that is cut behind it is as good as a whole one.
  if (answer.status !== 200) {
    throw refusalIn(answer, true);
  }
}

/**
 * The token with the empty name is deleted by the bare parameter: that is how a real server was seen to do it.
 * @throws URIError for half of a surrogate pair, which `URLSearchParams` would make another name of
 */
function nameQuery(name: string): string {
  return name === '' ? 'token_name' : `token_name=${encodeURIComponent(name)}`;
}
