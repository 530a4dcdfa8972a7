import * as l10n from '@vscode/l10n';
import { UserError } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import { isAdminToken, replaceableKind } from '../core/token/replaceable.ts';
import { operatorTokenName } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import type { NewToken } from '../influxdb/decode.ts';
import { listWithTime } from '../influxdb/listTokens.ts';
import { regenerateOperatorToken as regenerate } from '../influxdb/regenerateOperatorToken.ts';
import { assertNoOpenRotation, withTokenLocked } from '../rotation/tokenLock.ts';
import type { Connection } from '../servers/connections.ts';
import type { Person } from './person.ts';
import type { ServerAccess, TokenUsage } from './ports.ts';
import { assertHasOperatorToken } from './steps/assertHasOperatorToken.ts';
import { confirmRegenerate } from './steps/confirmRegenerate.ts';
import { bearerOf } from './steps/connect.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { confirmProduction } from './steps/productionServer.ts';
import { withRemedies } from './steps/remedies.ts';
import { cleanUp, runServerChange } from './steps/serverChange.ts';
import { firstOtherToken } from './steps/otherToken.ts';
import { isStored } from './steps/storedTokens.ts';
import { loadTokenList } from './steps/tokenList.ts';
import { beforeRequest } from './steps/tokenRequest/beforeRequest.ts';
import { sendTokenRequest } from './steps/tokenRequest/sendTokenRequest.ts';
import { connectForChange } from './steps/writableServer.ts';

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
    assertHasOperatorToken(server, servers);
    const connection = await connectForChange(server, ports);
    const { identity } = connection;
    // Fail before any prompt if there's no sign-in token.
    await bearerOf(connection, servers);
    await assertNoOpenRotation(identity, [operatorTokenName], usage.rotations);
    // Loading the list sends the token, so an external call is confirmed before that.
    let confirmed: TokenRecord | undefined;
    if (person.isExternal) {
      const known = servers.store.state(server).tokens ?? [];
      confirmed = known.find(isOperatorToken);
      const hasSpareToken = confirmed !== undefined && (await hasSpare(connection, known, confirmed, servers));
      await confirmRegenerate(server, { operator: confirmed, hasSpareToken }, ports);
    }
    const { records } = await loadTokenList(connection, ports);
    const operator = records.find(isOperatorToken);
    if (operator === undefined) {
      throw new UserError(
        l10n.t('{0} has no operator token. To create one, use "Create Operator Token".', server.name),
      );
    }
    replaceableKind(operator);
    // Ask again if the earlier question didn't list the files that contain this token.
    if (confirmed?.hash !== operator.hash) {
      const hasSpareToken = await hasSpare(connection, records, operator, servers);
      await confirmRegenerate(server, { operator, hasSpareToken }, ports);
    }
    await confirmProduction(
      server,
      {
        title: l10n.t('Regenerate Operator Token'),
        effect: l10n.t("Its operator token is replaced and stops working, wherever it's used."),
      },
      ports,
    );
    const title = l10n.t('Regenerating the operator token for {0}...', server.name);
    const { name, hash } = operator;
    const change = {
      server,
      title,
      action: 'regenerateOperatorToken',
      token: { name },
      replaced: { name, hash },
    } as const;
    return runServerChange(change, ports, (signal) =>
      // Check again: a rotation may have started while the question was open.
      withTokenLocked(identity, operatorTokenName, usage.rotations, () =>
        regenerateNow(connection, operator, signal, ports),
      ),
    );
  });
}

async function hasSpare(
  connection: Connection,
  records: readonly TokenRecord[],
  operator: TokenRecord,
  servers: ServerAccess,
): Promise<boolean> {
  const bearer = await bearerOf(connection, servers);
  const own = records.find(({ hash }) => bearer.matches(hash));
  const isSpare = own !== undefined && own.hash !== operator.hash && isAdminToken(own);
  return isSpare || (await firstOtherToken(connection, records, operator, servers)) !== undefined;
}

async function regenerateNow(
  connection: Connection,
  confirmed: TokenRecord,
  signal: AbortSignal,
  ports: Ports,
): Promise<NewToken> {
  const { endpoint, identity } = connection;
  const { servers } = ports;
  const bearer = await bearerOf(connection, servers);
  const before = await listWithTime(endpoint, bearer, { signal });
  const operator = before.records.find(isOperatorToken);
  if (operator?.hash !== confirmed.hash) {
    throw new UserError(
      l10n.t('Someone else replaced the operator token in the meantime. Refresh the list and try again.'),
    );
  }
  replaceableKind(operator);
  const request = {
    route: 'regenerate',
    name: operatorTokenName,
    lifetime: null,
    signsIn: bearer.matches(confirmed.hash),
    before: beforeRequest(before, operatorTokenName),
    bearer,
    send: () => regenerate(endpoint, bearer, { signal }),
  } as const;
  const created = await sendTokenRequest(connection, request, ports);
  if (await isStored(connection, created, servers)) {
    await cleanUp(ports, () => servers.tokens.removeByHashPrefix(identity, confirmed.hash));
  }
  return created;
}
