import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { checkRecovered, checkReplaced, type CheckResult } from '../operations/steps/lostResponse/check.ts';
import { isSentInTheClear, normalizeServerUrl } from '../core/server/serverUrl.ts';
import type { Token } from '../core/token/token.ts';
import { operatorTokenName } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import { toError, UserError } from '../core/errors.ts';
import type { NewToken } from '../influxdb/decode.ts';
import type { Endpoint } from '../influxdb/transport/endpoint.ts';
import { listIfAccepted } from '../influxdb/listTokens.ts';
import { isRecoveryListening, recoverOperatorToken as recover } from '../influxdb/recoverOperatorToken.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import { withTokenLocked } from '../rotation/guard.ts';
import type { Connection } from '../servers/connections.ts';
import type { SignIn } from '../storage/tokenStore.ts';
import { commandOffer, OfferedError } from '../ui/prompts/failures.ts';
import { askText } from '../ui/prompts/inputBox.ts';
import { ServerNode } from '../ui/servers/nodes.ts';
import { runServerChange, removeQuietly } from '../operations/steps/serverChange.ts';
import { connect } from '../operations/steps/connect.ts';
import { tokenResult, type Command } from './command.ts';
import { currentBearer, recreatedOutcome } from '../operations/steps/lostResponse/recreated.ts';
import { serverCheck, checkInterval, sendAndConfirm } from '../operations/steps/lostResponse/sendAndConfirm.ts';
import type { Dependencies } from './dependencies.ts';
import { confirmWithUsage } from '../operations/steps/tokenUsage.ts';

const defaultPort = 8182;

type Deps = Pick<
  Dependencies,
  'store' | 'connections' | 'approval' | 'tokens' | 'newTokens' | 'clipboard' | 'search' | 'found' | 'rotations' | 'log'
>;

export function recoverOperatorToken(deps: Deps): Command {
  return {
    id: 'influxdb3Tokens.recoverOperatorToken',
    coalesce: true,
    async run(call) {
      const title = l10n.t('Recover Operator Token');
      const givenUrl = call.args.recoveryUrl === undefined ? undefined : normalizeServerUrl(call.args.recoveryUrl);
      const connection = await connect(call, deps, title);
      const { server, identity } = connection;
      const url = givenUrl ?? (await askRecoveryUrl(title, server.url));
      const operator = deps.store.state(server).tokens?.find(isOperatorToken);
      await confirmWithUsage(
        call,
        { name: operatorTokenName, hash: operator?.hash },
        {
          message: l10n.t('Replace the operator token for {0} ({1}) through {2}?', server.name, server.url, url),
          detail: [
            l10n.t(
              "The current operator token stops working immediately, wherever it's used. This can't be undone. The recovery port requires no token and closes after one use.",
            ),
            ...(isSentInTheClear(url)
              ? [l10n.t("This connection isn't encrypted: anyone on the network can read the new token.")]
              : []),
          ].join(' '),
          yes: l10n.t('Recover Token'),
        },
        deps,
      );
      const progress = l10n.t('Recovering the operator token for {0}...', server.name);
      const created = await runServerChange(deps, server, progress, (signal) =>
        withTokenLocked(identity, operatorTokenName, deps.rotations, () => recoverNow(connection, url, signal, deps)),
      );
      return tokenResult(server, created);
    },
  };
}

async function askRecoveryUrl(title: string, serverUrl: string): Promise<string> {
  const { protocol, hostname } = new URL(serverUrl);
  const typed = await askText({
    title,
    prompt: l10n.t(
      'URL of the recovery port. The port exists only if the server was started with --admin-token-recovery-http-bind.',
    ),
    value: `${protocol}//${hostname}:${defaultPort}`,
    problem(text) {
      try {
        normalizeServerUrl(text);
        return undefined;
      } catch (error) {
        return toError(error).message;
      }
    },
  });
  return normalizeServerUrl(typed);
}

async function recoverNow(
  connection: Connection,
  url: string,
  signal: AbortSignal,
  deps: Pick<Dependencies, 'store' | 'tokens' | 'newTokens' | 'clipboard' | 'log'>,
): Promise<NewToken> {
  const { server, identity } = connection;
  const recovery = connection.recoveryEndpoint(url);
  const previous = await readPreviousSignIn(connection, deps);
  const recoverOffer = commandOffer(
    l10n.t('Recover Operator Token'),
    'influxdb3Tokens.recoverOperatorToken',
    new ServerNode(server),
  );
  const created = await sendAndConfirm(deps, server, {
    send: () =>
      deps.newTokens
        .create(connection, () => recover(recovery, { signal }), previous.isReplaced)
        .catch((error: unknown) => {
          throw recoveryError(error, url);
        }),
    check: () => checkRecovery(connection, recovery, previous, deps),
    nothing: {
      sentence: l10n.t('Nothing changed: the operator token is still the same. Try again.'),
      offer: recoverOffer,
    },
    lost: async (record) =>
      (await recreatedOutcome(connection, record, deps)) ?? {
        sentence: l10n.t(
          'The operator token was replaced, but the new token string was never received, so nobody has it. The recovery port is now closed: restart the server with --admin-token-recovery-http-bind and recover the token again.',
        ),
        offer: recoverOffer,
      },
    unknown: l10n.t("Couldn't check with {0} whether the operator token was replaced.", url),
  });
  const isThisServer = await isOperatorOfThisServer(connection, previous, created);
  if (isThisServer === false) {
    await restoreSignIn(connection, previous, deps);
    throw new OfferedError(
      l10n.t(
        "{0} is the recovery port of a different InfluxDB server, not of {1}. The operator token of that other server was replaced. The new token is stored on this machine: copy it and sign in to that server. Your sign-in to {1} hasn't changed.",
        url,
        server.name,
      ),
      [{ label: l10n.t('Copy Token'), run: () => deps.clipboard.copy(created.token) }],
    );
  }
  // Earlier operator tokens no longer work. If it's unclear which server was recovered, they stay stored.
  if (isThisServer === true) {
    await removeQuietly(deps, () => removeEarlierOperators(identity, created, deps));
  }
  return created;
}

interface PreviousSignIn {
  readonly signIn: SignIn;
  /** Whether the new operator token becomes the sign-in token: that was missing, rejected, or the operator token. */
  readonly isReplaced: boolean;
  /** A token that the server accepts, for checks. */
  readonly bearer: Token | undefined;
  readonly operator: TokenRecord | undefined;
}

async function readPreviousSignIn(
  { identity, endpoint }: Connection,
  { tokens }: Pick<Dependencies, 'tokens'>,
): Promise<PreviousSignIn> {
  const signIn = await tokens.readSignIn(identity);
  if (signIn.kind !== 'token') {
    return { signIn, isReplaced: true, bearer: undefined, operator: undefined };
  }
  const isNamedOperator = signIn.name === operatorTokenName;
  // If the main port can't be reached, only the name shows whether it's the operator token.
  const records = await listIfAccepted(endpoint, signIn.token).catch(() => undefined);
  if (records === undefined || records === 'notAuthenticated') {
    return { signIn, isReplaced: isNamedOperator || records !== undefined, bearer: undefined, operator: undefined };
  }
  const operator = records.find(isOperatorToken);
  const isOperator = operator !== undefined && signIn.token.matches(operator.hash);
  return { signIn, isReplaced: isOperator, bearer: signIn.token, operator };
}

/** False if the recovery port was another server's, which is an easy mistake. `undefined` if that is unclear. */
async function isOperatorOfThisServer(
  { endpoint }: Connection,
  previous: PreviousSignIn,
  created: NewToken,
): Promise<boolean | undefined> {
  const records = await listIfAccepted(endpoint, previous.bearer ?? created.token).catch(() => undefined);
  if (records === 'notAuthenticated') {
    // A recovery makes the server reject its old operator token and accept the new one.
    return previous.bearer === undefined ? false : previous.isReplaced ? true : undefined;
  }
  const operator = records?.find(isOperatorToken);
  return operator && created.token.matches(operator.hash);
}

async function restoreSignIn(
  { identity }: Connection,
  { signIn, isReplaced }: PreviousSignIn,
  { tokens }: Pick<Dependencies, 'tokens'>,
): Promise<void> {
  if (isReplaced && signIn.kind === 'token') {
    await tokens.storeSignIn(identity, signIn.token, signIn.name);
  } else if (isReplaced) {
    await tokens.removeSignIn(identity);
  }
}

async function removeEarlierOperators(
  identity: string,
  created: NewToken,
  { tokens }: Pick<Dependencies, 'tokens'>,
): Promise<void> {
  for (const { name, hash } of await tokens.listStored(identity)) {
    if (name === operatorTokenName && hash !== created.token.hash) {
      await tokens.remove(identity, hash);
    }
  }
}

async function checkRecovery(
  connection: Connection,
  recovery: Endpoint,
  previous: PreviousSignIn,
  deps: Pick<Dependencies, 'tokens'>,
): Promise<CheckResult> {
  if (previous.bearer !== undefined && previous.operator !== undefined) {
    const bearer = await currentBearer(connection, previous.bearer, deps);
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

/** Two errors have a different meaning on the recovery port. */
function recoveryError(error: unknown, url: string): unknown {
  const kind = error instanceof ServerError ? error.kind : undefined;
  if (kind === 'notAuthenticated') {
    return new UserError(
      l10n.t(
        "{0} requires a token, so it isn't the recovery port. Restart the server with --admin-token-recovery-http-bind and enter the URL that it prints.",
        url,
      ),
      { cause: error },
    );
  }
  if (kind === 'connectionRefused') {
    return new UserError(
      l10n.t(
        'Nothing is listening at {0}. Restart the server with --admin-token-recovery-http-bind. The recovery port closes after one use.',
        url,
      ),
      { cause: error },
    );
  }
  return error;
}
