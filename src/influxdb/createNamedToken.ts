import { isSendable, type Lifetime } from '../core/token/expiry.ts';
import type { Token } from '../core/token/token.ts';
import { decodeNewToken, type NewToken } from './decode.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { send } from './transport/send.ts';

/** Not the route in InfluxDB's guide, which creates the operator token. An expired token's name stays taken. */
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
  const response = await send(endpoint, { method: 'POST', path, token: bearer, json, isChange: true }, options);
  return decodeNewToken(response, name, lifetime);
}
