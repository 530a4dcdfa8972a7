import { setTimeout } from 'node:timers/promises';
import { isRecoveryListening } from '../../../influxdb/recoverOperatorToken.ts';
import type { Endpoint } from '../../../influxdb/transport/endpoint.ts';
import type { Connection } from '../../../servers/connections.ts';
import type { ServerAccess } from '../../ports.ts';
import { currentBearer } from '../connect.ts';
import { checkRecovered, checkReplaced, type CheckResult } from './serverChecks.ts';
import { checkInterval, serverCheck } from './sendAndCheck.ts';
import type { PreviousSignIn } from '../recovery/previousSignIn.ts';

/** Finds out what a recovery did whose response was lost: from the token list if possible, else from the port. */
export async function checkRecovery(
  connection: Connection,
  recovery: Endpoint,
  previous: PreviousSignIn,
  servers: ServerAccess,
): Promise<CheckResult> {
  if (previous.bearer !== undefined && previous.operator !== undefined) {
    const bearer = await currentBearer(connection, previous.bearer, servers);
    return checkReplaced(serverCheck(connection.endpoint), bearer, previous.operator);
  }
  return checkRecovered({
    async isListening() {
      const isListening = await isRecoveryListening(recovery);
      if (!isListening) {
        // The recovery port closes after use while the server keeps running. Throws if the server itself is down.
        await connection.fetchClusterId();
      }
      return isListening;
    },
    wait: () => setTimeout(checkInterval),
  });
}
