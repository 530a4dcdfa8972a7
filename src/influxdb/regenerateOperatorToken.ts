import type { Token } from '../core/token/token.ts';
import { operatorTokenName } from '../core/token/tokenName.ts';
import { decodeNewToken, type NewToken } from './decode.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { send } from './transport/send.ts';

/** The old operator token stops working immediately, even if it's the bearer, so the new one must be stored first. */
export async function regenerateOperatorToken(
  endpoint: Endpoint,
  bearer: Token,
  options: CallOptions = {},
): Promise<NewToken> {
  const path = '/api/v3/configure/token/admin/regenerate';
  const response = await send(endpoint, { method: 'POST', path, token: bearer, isChange: true }, options);
  return decodeNewToken(response, operatorTokenName);
}
