import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/server.ts';
import { isSentInTheClear, normalizeServerUrl } from '../core/server/serverUrl.ts';
import { replaceableKind } from '../core/token/replaceable.ts';
import { operatorTokenName } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import type { NewToken } from '../influxdb/decode.ts';
import { recoverOperatorToken as recover } from '../influxdb/recoverOperatorToken.ts';
import { withTokenLocked } from '../rotation/tokenLock.ts';
import type { Connection } from '../servers/connections.ts';
import type { Person } from './person.ts';
import type { ServerAccess, TokenUsage } from './ports.ts';
import { RemedyError } from './remedy.ts';
import { assertHasOperatorToken } from './steps/assertHasOperatorToken.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { confirmProduction } from './steps/productionServer.ts';
import { isOperatorOfThisServer, readPreviousSignIn, restoreSignIn } from './steps/recovery/previousSignIn.ts';
import { recoveryError } from './steps/recovery/recoveryError.ts';
import { askRecoveryUrl } from './steps/recovery/recoveryUrl.ts';
import { withRemedies } from './steps/remedies.ts';
import { cleanUp, runServerChange } from './steps/serverChange.ts';
import { isStored } from './steps/storedTokens.ts';
import { sendTokenRequest } from './steps/tokenRequest/sendTokenRequest.ts';
import { confirmWithUsage } from './steps/tokenUsage.ts';
import { connectForChange } from './steps/writableServer.ts';

interface RecoveryInput {
  readonly recoveryUrl?: string | undefined;
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
  readonly usage: TokenUsage;
}

export function recoveryInput({ recoveryUrl }: RecoveryInput): RecoveryInput {
  return { recoveryUrl: recoveryUrl === undefined ? undefined : normalizeServerUrl(recoveryUrl) };
}

/** The recovery port needs no token. @throws RemedyError if the response was lost, or the port is another server's */
export async function recoverOperatorToken(server: Server, input: RecoveryInput, ports: Ports): Promise<NewToken> {
  return withRemedies(server, async () => {
    assertHasOperatorToken(server, ports.servers);
    const connection = await connectForChange(server, ports);
    const url = input.recoveryUrl ?? (await askRecoveryUrl(server.url, ports.person));
    await confirmRecovery(server, url, ports);
    await confirmProduction(
      server,
      {
        title: l10n.t('Recover Operator Token'),
        effect: l10n.t("Its operator token is replaced and stops working, wherever it's used."),
      },
      ports,
    );
    const title = l10n.t('Recovering the operator token for {0}...', server.name);
    const change = { server, title, action: 'recoverOperatorToken', token: { name: operatorTokenName } } as const;
    return runServerChange(change, ports, (signal) =>
      withTokenLocked(connection.identity, operatorTokenName, ports.usage.rotations, () =>
        recoverNow(connection, url, signal, ports),
      ),
    );
  });
}

async function confirmRecovery(server: Server, url: string, ports: Ports): Promise<void> {
  const operator = ports.servers.store.state(server).tokens?.find(isOperatorToken);
  assertReplaceable(operator);
  const question = {
    message: l10n.t('Recover the operator token for {0} ({1}) through {2}?', server.name, server.url, url),
    detail: l10n.t(
      "A new operator token replaces the current one, which stops working immediately, wherever it's used. This can't be undone. The recovery port requires no token and closes after one use.",
    ),
    note: isSentInTheClear(url)
      ? l10n.t("This connection isn't encrypted: anyone on the network can read the new token.")
      : undefined,
    confirmLabel: l10n.t('Recover Token'),
  };
  await confirmWithUsage({ name: operatorTokenName, hash: operator?.hash }, question, ports);
}

/** Someone who has no working token can't list the operator token, and must be able to recover it. @throws UserError */
function assertReplaceable(operator: TokenRecord | undefined): void {
  if (operator !== undefined) {
    replaceableKind(operator);
  }
}

async function recoverNow(connection: Connection, url: string, signal: AbortSignal, ports: Ports): Promise<NewToken> {
  const { server, identity } = connection;
  const { servers } = ports;
  const recovery = connection.recoveryEndpoint(url);
  const previous = await readPreviousSignIn(connection, servers);
  assertReplaceable(previous.operator);
  if (previous.isReplaced) {
    // If the port is another server's, this token still works, and this may be its only copy.
    await servers.tokens.preserveSignIn(identity);
  }
  const request = {
    route: 'recover',
    name: operatorTokenName,
    lifetime: null,
    signsIn: previous.isReplaced,
    before: previous.before,
    bearer: previous.bearer,
    recoveryUrl: url,
    send: () =>
      recover(recovery, { signal }).catch((error: unknown) => {
        throw recoveryError(error, url);
      }),
  } as const;
  const created = await sendTokenRequest(connection, request, ports);
  const isThisServer = await isOperatorOfThisServer(connection, previous, created);
  if (isThisServer === false) {
    await restoreSignIn(connection, previous, servers);
    throw new RemedyError(
      l10n.t(
        "{0} is the recovery port for a different InfluxDB server, not {1}. That server's operator token was replaced. The new token is stored on this machine: copy it and sign in to that server. Your sign-in to {1} hasn't changed.",
        url,
        server.name,
      ),
      [{ kind: 'copyNewToken', token: created.token }],
    );
  }
  // Earlier operator tokens no longer work. If it's unclear which server was recovered, they stay stored.
  if (isThisServer === true && (await isStored(connection, created, servers))) {
    await cleanUp(ports, () => removeEarlierOperators(identity, created, servers));
  }
  return created;
}

async function removeEarlierOperators(identity: string, created: NewToken, { tokens }: ServerAccess): Promise<void> {
  for (const { name, hash } of await tokens.listStored(identity)) {
    if (name === operatorTokenName && hash !== created.token.hash) {
      await tokens.remove(identity, hash);
    }
  }
}
