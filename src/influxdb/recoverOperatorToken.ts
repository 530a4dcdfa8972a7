import { operatorTokenName } from '../core/token/tokenName.ts';
import { decodeNewToken, type NewToken } from './decode.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { probe } from './probe.ts';
import { send } from './transport/send.ts';
import { ServerError } from './transport/serverError.ts';

/**
 * The recovery port (`--admin-token-recovery-http-bind`) needs no token. It closes after one success but keeps serving
 * open connections, where a second request would replace the token again, so this is never retried.
 * @throws ServerError `notAuthenticated` if this is the server's main port
 */
export async function recoverOperatorToken(endpoint: Endpoint, options: CallOptions = {}): Promise<NewToken> {
  const path = '/api/v3/configure/token/admin/regenerate';
  const response = await send(endpoint, { method: 'POST', path, isChange: true }, options);
  return decodeNewToken(response, operatorTokenName);
}

/** The recovery port responds to `OPTIONS` with 404. @throws ServerError if that can't be determined */
export async function isRecoveryListening(endpoint: Endpoint): Promise<boolean> {
  try {
    await probe(endpoint);
    return true;
  } catch (error) {
    if (error instanceof ServerError && (error.status === 404 || error.kind === 'connectionRefused')) {
      return error.status === 404;
    }
    throw error;
  }
}
