import { operatorTokenName } from '../core/token/tokenName.ts';
import { decodeNewToken, type NewToken } from './decode.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { send } from './transport/send.ts';

/** This is the only token route that needs no token. @throws ServerError `operatorTokenExists` */
export async function createOperatorToken(endpoint: Endpoint, options: CallOptions = {}): Promise<NewToken> {
  const response = await send(
    endpoint,
    { method: 'POST', path: '/api/v3/configure/token/admin', isChange: true },
    options,
  );
  return decodeNewToken(response, operatorTokenName);
}
