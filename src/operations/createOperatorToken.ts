import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/server.ts';
import { operatorTokenName } from '../core/token/tokenName.ts';
import { isOperatorToken } from '../core/token/tokenRecord.ts';
import { createOperatorToken as create } from '../influxdb/createOperatorToken.ts';
import type { NewToken } from '../influxdb/decode.ts';
import { listIfAccepted } from '../influxdb/listTokens.ts';
import { operatorTokenExistsMessage } from '../influxdb/transport/refusals.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { connect } from './steps/connect.ts';
import { checkCreated, type CheckResult } from './steps/lostResponse/serverChecks.ts';
import { sendAndCheck, serverCheck } from './steps/lostResponse/sendAndCheck.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { withRemedies } from './steps/remedies.ts';
import { runServerChange } from './steps/serverChange.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
}

/** Signs in too if the user isn't signed in. @throws RemedyError if the response was lost or the token exists */
export async function createOperatorToken(server: Server, ports: Ports): Promise<NewToken> {
  return withRemedies(server, async () => {
    const { person, servers, newTokens } = ports;
    const connection = await connect(server, ports);
    const { endpoint, identity } = connection;
    await person.confirmIfExternal({
      message: l10n.t('Create the operator token for {0}?', server.url),
      yes: l10n.t('Create Token'),
    });
    const title = l10n.t('Creating the operator token for {0}...', server.name);
    return runServerChange(server, title, ports, async (signal) => {
      const signIn = await servers.tokens.readSignIn(identity);
      const bearer = signIn.kind === 'token' ? signIn.token : undefined;
      // A server that can't be listed now may still accept a new token: a different InfluxDB server, for example.
      const before = bearer && (await listIfAccepted(endpoint, bearer, { signal }).catch(() => undefined));
      const isListed = Array.isArray(before);
      if (isListed && before.some(isOperatorToken)) {
        throw new ServerError('operatorTokenExists', operatorTokenExistsMessage(), { outcome: 'nothing' });
      }
      return sendAndCheck(
        server,
        {
          send: () =>
            newTokens.create(connection, () => create(endpoint, { signal }), { signsIn: bearer === undefined }),
          // Without a token, nothing can be checked. Trying again is safe: the server never creates a second one.
          check: async (): Promise<CheckResult> =>
            bearer !== undefined && isListed
              ? checkCreated(serverCheck(endpoint), bearer, operatorTokenName)
              : { kind: 'nothing' },
          nothing: {
            sentence: isListed
              ? l10n.t('Nothing changed: {0} has no operator token. Try again.', server.name)
              : l10n.t(
                  "Without a token that can list tokens, there's no way to check whether the operator token was created. Try again: if it already exists, the server rejects the request and nothing changes.",
                ),
            remedy: { kind: 'startAgain', operation: 'createOperatorToken', server },
          },
          lost: () => ({
            sentence: l10n.t(
              'The operator token was created, but its token string was never received, so nobody has it. Regenerate the token to get a new one.',
            ),
            remedy: { kind: 'regenerateOperatorToken', server },
          }),
          unknown: l10n.t("Couldn't check whether the operator token was created."),
        },
        ports,
      );
    });
  });
}
