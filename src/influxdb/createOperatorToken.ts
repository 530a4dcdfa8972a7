import { operatorTokenName } from '../core/tokenName.ts';
import { decodeNewToken, type NewToken } from './decode.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { send } from './send.ts';

/**
 * Creates the operator token of a fresh server: `POST /api/v3/configure/token/admin`, the one token route that is
 * never authenticated. Any body would be ignored, so none is sent.
 * @throws ServerError `operatorTokenExists` where it was made before
 */
export async function createOperatorToken(endpoint: Endpoint, options: CallOptions = {}): Promise<NewToken> {
  const answer = await send(
    endpoint,
    { method: 'POST', path: '/api/v3/configure/token/admin', changes: true },
    options,
  );
  return decodeNewToken(answer, operatorTokenName);
}
