import * as l10n from '@vscode/l10n';
import { throwIfInvalid } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import { parseExpiry } from '../core/token/expiry.ts';
import { isReplaceable, replaceableKind } from '../core/token/replaceable.ts';
import { operatorTokenName, displayName, tokenNameProblem } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import { identifyServer } from '../influxdb/identifyServer.ts';
import { assertNoOpenRotation } from '../rotation/tokenLock.ts';
import { planRotation } from '../rotation/plan.ts';
import type { RotationResult } from '../rotation/result.ts';
import type { Connection } from '../servers/connections.ts';
import { assertHasOperatorToken } from './steps/assertHasOperatorToken.ts';
import { chooseToken, type TokenSelection } from './steps/chooseToken.ts';
import { confirmRegenerate } from './steps/confirmRegenerate.ts';
import { confirmRegenerated } from './steps/guardedRotation.ts';
import { confirmSameDatabases } from './steps/limitedReplacement.ts';
import { findOldToken } from './steps/oldToken.ts';
import { withRemedies } from './steps/remedies.ts';
import { askWhetherToUseBridge, chooseReplacement, type ReplacementInput } from './steps/replacementToken.ts';
import { beginRotation, type RotationAnswers, type RotationRunPorts } from './steps/runRotation.ts';
import { loadTokenListAsAdmin, type TokenList } from './steps/tokenList.ts';
import { connectForChange } from './steps/writableServer.ts';

interface RotationInput extends ReplacementInput, RotationAnswers {
  /** Whether files switch to a named token before the operator token is regenerated; `undefined` to ask. */
  readonly bridge: boolean | undefined;
}

interface RotationArguments {
  readonly newName?: string | undefined;
  readonly expiry?: string | undefined;
  readonly bridge?: boolean | undefined;
  readonly files?: RotationAnswers['files'];
  readonly old?: RotationAnswers['old'];
}

/** With any argument, even one that isn't listed here, there are no prompts for the replacement token. */
export function rotationInput(args: RotationArguments): RotationInput {
  const { newName, expiry, bridge, files, old } = args;
  if (newName !== undefined) {
    throwIfInvalid(tokenNameProblem(newName, new Set()));
  }
  const usesDefaults = Object.keys(args).length > 0;
  return {
    newName,
    lifetime: expiry === undefined ? undefined : { seconds: parseExpiry(expiry) },
    usesDefaults,
    bridge: usesDefaults ? bridge === true : undefined,
    files,
    old,
  };
}

/** @throws RotationStopped if it can't continue now; other errors mean that nothing was changed */
export async function rotateToken(
  server: Server,
  selection: TokenSelection | undefined,
  input: RotationInput,
  ports: RotationRunPorts,
): Promise<RotationResult> {
  return withRemedies(server, async () => {
    const { person, usage } = ports;
    const connection = await connectForChange(server, ports);
    const { identity } = connection;
    const confirmedHash = await confirmExternalCall(server, selection, input, ports);
    const { bearer, signIn, records } = await loadTokenListAsAdmin(connection, ports);
    const offered = selection === undefined ? await replaceableTokens(connection, { bearer, records }, ports) : [];
    const record = await chooseToken(selection, records, l10n.t('Rotate Token'), person, offered);
    // Fail before asking anything if the new token can't have the same rights.
    const isLimited = replaceableKind(record) === 'resource';
    if (isOperatorToken(record)) {
      assertHasOperatorToken(server, ports.servers);
    }
    await assertNoOpenRotation(identity, [record.name], usage.rotations);
    const knownDeletions = isLimited ? await confirmSameDatabases(connection, bearer, record, person) : [];
    const old = await findOldToken(connection, record, ports);
    const kind = !isOperatorToken(record)
      ? 'named'
      : (input.bridge ?? (await askWhetherToUseBridge(person)))
        ? 'bridge'
        : 'operator';
    const { name: newName, lifetime } = await chooseReplacement(input, kind, record, records, person);
    // Ask again if the earlier question didn't list the files that contain this token.
    if (kind === 'operator' && confirmedHash !== record.hash) {
      // If no other admin token is at hand, the rotation creates a helper token first.
      await confirmRegenerate(server, { operator: record, hasSpareToken: true }, ports);
    }
    if (kind === 'operator') {
      await confirmRegenerated(server, ports);
    }
    const folders = usage.search.folders();
    const { name, url } = server;
    const cluster = connection.endpoint.channel?.clusterId ?? undefined;
    const plan = { kind, server: { name, url, identity }, cluster, folders, record, old, newName, lifetime } as const;
    const journal = planRotation({ ...plan, signIn, bearer, knownDeletions }, new Date());
    return beginRotation(journal, connection, input, ports);
  });
}

/** Asks the server which product it is if its list hasn't been shown yet. */
async function replaceableTokens(
  { server, endpoint }: Connection,
  { bearer, records }: TokenList,
  { person, servers }: Pick<RotationRunPorts, 'person' | 'servers'>,
): Promise<TokenRecord[]> {
  const { product: known } = servers.store.state(server);
  const title = l10n.t('Loading tokens for {0}...', server.name);
  const { product } =
    known === 'unknown'
      ? await person.progress(title, (signal) => identifyServer(endpoint, bearer, { signal }))
      : { product: known };
  return records.filter((record) => isReplaceable(record, product));
}

async function confirmExternalCall(
  server: Server,
  selection: TokenSelection | undefined,
  { bridge }: RotationInput,
  ports: RotationRunPorts,
): Promise<string | undefined> {
  const { person, servers } = ports;
  if (person.isExternal && selection?.name === operatorTokenName && bridge !== true) {
    const operator = servers.store.state(server).tokens?.find(isOperatorToken);
    await confirmRegenerate(server, { operator, hasSpareToken: true }, ports);
    return operator?.hash;
  }
  await person.confirmIfExternal({
    message:
      selection === undefined
        ? l10n.t('Rotate a token on {0}?', server.url)
        : l10n.t('Rotate the token "{0}" on {1}?', displayName(selection.name), server.url),
    detail: l10n.t('This creates a new token and updates the files that you select in this workspace.'),
    confirmLabel: l10n.t('Rotate Token'),
  });
  return undefined;
}
