import { isSendable, type Lifetime } from '../core/expiry.ts';
import type { Token } from '../core/token.ts';
import { decodeNewToken, type NewToken } from './decode.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { send } from './send.ts';

/**
 * Creates a named admin token: `POST /api/v3/configure/token/named_admin` (the public guide's `/admin` with a body
 * makes the operator token instead).
 * @param bearer any live admin token
 * @param lifetime in seconds; `undefined` for one that never expires, and then the field is left out, because an
 *   `expiry_secs` of 0 makes a token that is expired from birth
 * @throws RangeError, with nothing sent, for a lifetime that `parseExpiry` never gives
 * @throws ServerError `tokenNameExists` where the name is taken, by an expired token too
 */
export async function createNamedToken(
  endpoint: Endpoint,
  bearer: Token,
  name: string,
  lifetime: Lifetime,
  options: CallOptions = {},
): Promise<NewToken> {
  if (!isSendable(lifetime)) {
    throw new RangeError(`lifetime out of range: ${lifetime}`);
  }
  const json = lifetime === undefined ? { token_name: name } : { token_name: name, expiry_secs: lifetime };
  const path = '/api/v3/configure/token/named_admin';
  const answer = await send(endpoint, { method: 'POST', path, token: bearer, json, changes: true }, options);
  return decodeNewToken(answer, name, lifetime);
}
