import { operatorTokenName } from '../core/tokenName.ts';
import { decodeNewToken, type NewToken } from './decode.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { probe } from './probe.ts';
import { send } from './send.ts';
import { ServerError } from './serverError.ts';

/**
 * Replaces a lost operator token through the recovery port, which a server has only when it was started with
 * `--admin-token-recovery-http-bind`: the regenerate route, without a token. That port closes after one success, but
 * goes on to serve a connection that was kept alive, and a second request there would replace the token again: so
 * this is never repeated, and like every request here it has a connection of its own, which is closed afterwards.
 * @param endpoint of the recovery port
 * @throws ServerError `notAuthenticated` where this is the server's main port
 */
export async function recoverOperatorToken(endpoint: Endpoint, options: CallOptions = {}): Promise<NewToken> {
  const path = '/api/v3/configure/token/admin/regenerate';
  const answer = await send(endpoint, { method: 'POST', path, changes: true }, options);
  return decodeNewToken(answer, operatorTokenName);
}

/**
 * Whether the recovery port is there: `OPTIONS` is a 404 from it. A proxy that fails to reach it says nothing of it.
 * @throws ServerError where neither it nor its absence shows
 */
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
