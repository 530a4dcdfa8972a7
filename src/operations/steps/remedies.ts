import type { Server } from '../../core/server/server.ts';
import { ServerError } from '../../influxdb/transport/serverError.ts';
import { RemedyError, type Remedy } from '../remedy.ts';

export async function withRemedies<Result>(server: Server, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof ServerError)) {
      throw thrown;
    }
    const remedies = remediesFor(thrown, server);
    throw remedies.length === 0 ? thrown : new RemedyError(thrown.message, remedies, { cause: thrown });
  }
}

function remediesFor({ kind }: ServerError, server: Server): Remedy[] {
  if (kind === 'notAuthenticated' || kind === 'notAllowed') {
    return [{ kind: 'signIn', server }];
  }
  if (kind === 'differentServer' || kind === 'clusterIdMissing') {
    return [
      { kind: 'signIn', server },
      { kind: 'trustServer', server },
    ];
  }
  if (kind === 'connectionNotReusable') {
    return [{ kind: 'allowUncheckedConnections', server }];
  }
  if (kind === 'operatorTokenExists') {
    return [
      { kind: 'signIn', server },
      { kind: 'recoverOperatorToken', server },
    ];
  }
  const isUntrusted = kind === 'unknownAuthority' || kind === 'selfSigned';
  // Only user settings can be edited.
  return isUntrusted && server.scope === 'user' ? [{ kind: 'chooseCaFile', server }] : [];
}
