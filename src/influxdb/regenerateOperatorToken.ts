import type { Token } from '../core/token.ts';
import { operatorTokenName } from '../core/tokenName.ts';
import { decodeNewToken, type NewToken } from './decode.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { send } from './send.ts';

/**
 * Replaces the operator token: `POST /api/v3/configure/token/admin/regenerate`. The old string stops working at once,
 * even if it is the very one that this was sent with, so keep the new one before anything else.
 * @param bearer any live admin token
 * @throws ServerError
 */
export async function regenerateOperatorToken(
  endpoint: Endpoint,
  bearer: Token,
  options: CallOptions = {},
): Promise<NewToken> {
  const path = '/api/v3/configure/token/admin/regenerate';
  const answer = await send(endpoint, { method: 'POST', path, token: bearer, changes: true }, options);
  return decodeNewToken(answer, operatorTokenName);
}
