import * as l10n from '@vscode/l10n';
import { UserError } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import { operatorTokenName } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import type { NewToken } from '../influxdb/decode.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { regenerateOperatorToken as regenerate } from '../influxdb/regenerateOperatorToken.ts';
import { assertNoOpenRotation, withTokenLocked } from '../rotation/tokenLock.ts';
import type { Connection } from '../servers/connections.ts';
import type { Person } from './person.ts';
import type { ServerAccess, TokenUsage } from './ports.ts';
import { confirmRegenerate } from './steps/confirmRegenerate.ts';
import { bearerOf, connect, currentBearer } from './steps/connect.ts';
import { checkReplaced } from './steps/lostResponse/serverChecks.ts';
import { operatorTokenLost } from './steps/lostResponse/operatorToken.ts';
import { recreatedOutcome } from './steps/lostResponse/recreated.ts';
import { sendAndCheck, serverCheck } from './steps/lostResponse/sendAndCheck.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { withRemedies } from './steps/remedies.ts';
import { removeQuietly, runServerChange } from './steps/serverChange.ts';
import { loadTokenList } from './steps/tokenList.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
  readonly usage: TokenUsage;
}

/** Asks for confirmation and names the files that contain the token. @throws RemedyError if the response was lost */
export async function regenerateOperatorToken(server: Server, ports: Ports): Promise<NewToken> {
  return withRemedies(server, async () => {
    const { person, servers, usage } = ports;
    const connection = await connect(server, ports);
    const { identity } = connection;
    // Fail before asking anything if there is no sign-in token.
    await bearerOf(connection, servers);
    await assertNoOpenRotation(identity, [operatorTokenName], usage.rotations);
    // Loading the list sends the token, so an external call needs a confirmation before that.
    let confirmed: TokenRecord | undefined;
    if (person.isExternal) {
      confirmed = servers.store.state(server).tokens?.find(isOperatorToken);
      await confirmRegenerate(server, confirmed, ports);
    }
    const operator = (await loadTokenList(connection, ports)).records.find(isOperatorToken);
    if (operator === undefined) {
      throw new UserError(
        l10n.t('{0} has no operator token. To create one, use "Create Operator Token".', server.name),
      );
    }
    // Ask again if the earlier question named no files, or those of an earlier operator token.
    if (confirmed?.hash !== operator.hash) {
      await confirmRegenerate(server, operator, ports);
    }
    const title = l10n.t('Regenerating the operator token for {0}...', server.name);
    return runServerChange(server, title, ports, (signal) =>
      // Check again: a rotation may have started while the question was open.
      withTokenLocked(identity, operatorTokenName, usage.rotations, () =>
        regenerateNow(connection, operator, signal, ports),
      ),
    );
  });
}

async function regenerateNow(
  connection: Connection,
  confirmed: TokenRecord,
  signal: AbortSignal,
  ports: Ports,
): Promise<NewToken> {
  const { server, endpoint, identity } = connection;
  const { servers, newTokens } = ports;
  const bearer = await bearerOf(connection, servers);
  const records = await listTokens(endpoint, bearer, { signal });
  if (records.find(isOperatorToken)?.hash !== confirmed.hash) {
    throw new UserError(
      l10n.t('Someone else replaced the operator token in the meantime. Refresh the list and try again.'),
    );
  }
  const send = () => regenerate(endpoint, bearer, { signal });
  const created = await sendAndCheck(
    server,
    {
      send: () => newTokens.create(connection, send, { signsIn: bearer.matches(confirmed.hash) }),
      check: async () =>
        checkReplaced(serverCheck(endpoint), await currentBearer(connection, bearer, servers), confirmed),
      nothing: {
        sentence: l10n.t('Nothing changed: the operator token is still the same. Try again.'),
        remedy: { kind: 'startAgain', operation: 'regenerateOperatorToken', server },
      },
      lost: async (record) =>
        (await recreatedOutcome(connection, record, servers)) ??
        operatorTokenLost(connection, record === undefined ? records : undefined, servers),
      unknown: l10n.t("Couldn't check with {0} whether the operator token was replaced.", server.name),
    },
    ports,
  );
  await removeQuietly(ports, () => servers.tokens.removeByHashPrefix(identity, confirmed.hash));
  return created;
}
