import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/server.ts';
import { parseRequestedPermissions } from '../core/token/requestedPermissions.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { Connection } from '../servers/connections.ts';
import type { OpenRequest, TokenRequest } from '../storage/requestJournal.ts';
import { createNamedToken } from './createNamedToken.ts';
import { createResourceToken } from './createResourceToken.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { RemedyError } from './remedy.ts';
import { rememberSignIn } from './steps/approval.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { recordChecked } from './steps/recordedChange.ts';
import { actionOf, checkedChange } from './steps/tokenRequest/checkedChange.ts';
import type { RequestResult } from './steps/tokenRequest/checkRequest.ts';
import { requestError } from './steps/tokenRequest/requestError.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
}

export async function explainInterrupted(
  open: OpenRequest,
  connection: Connection,
  ports: Ports,
): Promise<{ readonly error: RemedyError; readonly result: RequestResult }> {
  const explained = await requestError(open, connection, ports, {
    intro: interruptedSentence(open.request),
    recreate: recreateFor(open.request, connection.server, ports),
  });
  const { result } = explained;
  const { route, name, server } = open.request;
  if (result.kind !== 'unknown') {
    await recordChecked({ server, action: actionOf(route), token: { name } }, checkedChange(result), {
      person: { origin: {} },
      servers: ports.servers,
    });
  }
  if (result.kind === 'stored') {
    await ports.newTokens.completeStored(connection, result.record.name, result.token.hash);
    await completeSignIn(open.request, result, connection, ports.servers);
  }
  return explained;
}

/** Not offered for a replacement: only its rotation checks that the new token has the rights of the old one. */
function recreateFor(
  { route, name, lifetime, permissions, rotation }: TokenRequest,
  server: Server,
  ports: Ports,
): (() => Promise<unknown>) | undefined {
  if (rotation !== null) {
    return undefined;
  }
  const input = { name, lifetime: { seconds: lifetime ?? undefined } };
  if (route !== 'createResource') {
    return () => createNamedToken(server, input, ports);
  }
  return permissions === undefined
    ? undefined
    : () => createResourceToken(server, { ...input, permissions: parseRequestedPermissions(permissions) }, ports);
}

export function notConfiguredError(open: OpenRequest): RemedyError {
  const { server } = open.request;
  const message = l10n.t(
    "Couldn't check what happened, because {0} isn't in your settings. Add it again, and then check its tokens.",
    server.url,
  );
  return new RemedyError(`${interruptedSentence(open.request)} ${message}`, [], { whenDismissed: () => open.end() });
}

/** Signs in with the stored token if the user isn't signed in, or only with the token that it replaced. */
async function completeSignIn(
  { signsIn, before }: TokenRequest,
  result: RequestResult & { kind: 'stored' },
  connection: Connection,
  { tokens, approvals, store }: ServerAccess,
): Promise<void> {
  const { identity, server } = connection;
  if (!signsIn) {
    return;
  }
  const signIn = await tokens.readSignIn(identity);
  const isReplaced = signIn.kind === 'token' && before?.hash != null && signIn.token.matches(before.hash);
  if (signIn.kind !== 'token' || isReplaced) {
    const known = (await approvals.read(identity))?.cluster;
    const cluster = known === undefined ? await connection.fetchClusterId().catch(() => undefined) : known;
    await tokens.storeSignIn(identity, result.token, result.record.name);
    await rememberSignIn(connection, cluster, approvals);
    void store.reload(server);
  }
}

function interruptedSentence({ route, name, server }: TokenRequest): string {
  switch (route) {
    case 'createOperator':
      return l10n.t('Creating the operator token for {0} was interrupted.', server.name);
    case 'createNamed':
    case 'createResource':
      return l10n.t('Creating the token "{0}" on {1} was interrupted.', displayName(name), server.name);
    case 'regenerate':
      return l10n.t('Regenerating the operator token for {0} was interrupted.', server.name);
    case 'recover':
      return l10n.t('Recovering the operator token for {0} was interrupted.', server.name);
  }
}
