import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/server.ts';
import { operatorTokenName } from '../core/token/tokenName.ts';
import { isOperatorToken } from '../core/token/tokenRecord.ts';
import { createOperatorToken as create } from '../influxdb/createOperatorToken.ts';
import type { NewToken } from '../influxdb/decode.ts';
import { listWithTime } from '../influxdb/listTokens.ts';
import { operatorTokenExistsMessage } from '../influxdb/transport/refusals.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { assertHasOperatorToken } from './steps/assertHasOperatorToken.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { withRemedies } from './steps/remedies.ts';
import { runServerChange } from './steps/serverChange.ts';
import { beforeRequest } from './steps/tokenRequest/beforeRequest.ts';
import { sendTokenRequest } from './steps/tokenRequest/sendTokenRequest.ts';
import { connectForChange } from './steps/writableServer.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
}

/** Also signs in if the user isn't signed in. @throws RemedyError if the response was lost or the token exists */
export async function createOperatorToken(server: Server, ports: Ports): Promise<NewToken> {
  return withRemedies(server, async () => {
    const { person, servers } = ports;
    assertHasOperatorToken(server, servers);
    const connection = await connectForChange(server, ports);
    const { endpoint, identity } = connection;
    await person.confirmIfExternal({
      message: l10n.t('Create the operator token for {0}?', server.url),
      confirmLabel: l10n.t('Create Token'),
    });
    const title = l10n.t('Creating the operator token for {0}...', server.name);
    const change = { server, title, action: 'createOperatorToken', token: { name: operatorTokenName } } as const;
    return runServerChange(change, ports, async (signal) => {
      const signIn = await servers.tokens.readSignIn(identity);
      const bearer = signIn.kind === 'token' ? signIn.token : undefined;
      // Without a list, the server may still create a token, for example, if it's a different InfluxDB server.
      const before = bearer && (await listWithTime(endpoint, bearer, { signal }).catch(() => undefined));
      if (before?.records.some(isOperatorToken) === true) {
        throw new ServerError('operatorTokenExists', operatorTokenExistsMessage(), { outcome: 'nothing' });
      }
      const request = {
        route: 'createOperator',
        name: operatorTokenName,
        lifetime: null,
        signsIn: bearer === undefined,
        before: before === undefined ? null : beforeRequest(before, operatorTokenName),
        bearer,
        send: () => create(endpoint, { signal }),
      } as const;
      return sendTokenRequest(connection, request, ports);
    });
  });
}
