import type { Token } from '../../../core/token/token.ts';
import type { NewToken } from '../../../influxdb/decode.ts';
import type { Connection } from '../../../servers/connections.ts';
import type { Person } from '../../person.ts';
import type { ServerAccess } from '../../ports.ts';
import type { PlannedRequest } from '../../../rotation/adapters.ts';
import { requestError } from './requestError.ts';
import type { NewTokenCheck, NewTokens } from '../newTokens.ts';
import { ResponseLost } from './journaledRequest.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
}

interface OperationRequest extends Omit<PlannedRequest, 'rotation' | 'recoveryUrl'> {
  readonly recoveryUrl?: string;
  readonly bearer: Token | undefined;
  readonly recreate?: () => Promise<unknown>;
  readonly check?: NewTokenCheck;
}

/** After a lost response, the request is checked, not sent again. @throws RemedyError with the result of the check */
export async function sendTokenRequest(
  connection: Connection,
  { bearer, recreate, recoveryUrl, check, ...planned }: OperationRequest,
  ports: Ports,
): Promise<NewToken> {
  try {
    const request = { ...planned, recoveryUrl: recoveryUrl ?? null, rotation: null };
    return await ports.newTokens.create(connection, request, check);
  } catch (error) {
    if (error instanceof ResponseLost) {
      const { open, cause, waitedFor } = error;
      throw (
        await requestError(open, connection, ports, {
          intro: cause.message,
          cause,
          sent: { bearer, waitedFor },
          recreate,
        })
      ).error;
    }
    throw error;
  }
}
