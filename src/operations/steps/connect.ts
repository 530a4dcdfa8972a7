import * as l10n from '@vscode/l10n';
import type { Server } from '../../core/server/serverList.ts';
import type { Token } from '../../core/token/token.ts';
import { UserError } from '../../core/errors.ts';
import type { Connection } from '../../servers/connections.ts';
import { commandOffer, OfferedError } from '../../ui/prompts/failures.ts';
import { BrokenNode, RotationNode, ServerNode } from '../../ui/servers/nodes.ts';
import { pickServer } from '../../ui/prompts/pick.ts';
import { withProgress } from '../../vscode/progress.ts';
import type { Call } from '../../commands/command.ts';
import type { Dependencies } from '../../commands/dependencies.ts';

/** The server of the argument or the row, or else the one that the user picks. @throws UserError, Cancelled */
export async function chooseServer(call: Call, deps: Pick<Dependencies, 'store'>, title: string): Promise<Server> {
  const server = await findServer(call, deps, title);
  call.errorContext.server = server;
  return server;
}

async function findServer(call: Call, { store }: Pick<Dependencies, 'store'>, title: string): Promise<Server> {
  if (call.args.server !== undefined) {
    return store.find(call.args.server);
  }
  if (call.isRowGone) {
    throw new UserError(l10n.t('The list was being refreshed. Try again.'));
  }
  if (call.node instanceof BrokenNode) {
    throw new UserError(l10n.t("This server's settings entry isn't valid: {0}", call.node.entry.problem));
  }
  if (call.node instanceof RotationNode) {
    return store.find(call.node.journal.server.url);
  }
  // The row may be older than the settings, so look up the server that is configured now.
  return call.node === undefined ? pickServer(store.servers(), title) : store.find(call.node.server.url);
}

/** Prepares a server, and asks for missing approvals before anything is sent to it. @throws UserError, Cancelled */
export async function connect(
  call: Call,
  deps: Pick<Dependencies, 'store' | 'connections' | 'approval'>,
  title: string,
): Promise<Connection> {
  const server = await chooseServer(call, deps, title);
  for (;;) {
    const connection = await withProgress(l10n.t('Loading stored data for {0}...', server.name), () =>
      deps.connections.prepare(server),
    );
    if (connection.missing.length === 0) {
      if (connection.tlsNotApproved) {
        await deps.approval.remember(connection);
      }
      return connection;
    }
    // A workspace's certificate file is read only after its URL is approved, and may then need an approval itself.
    await deps.approval.obtain(connection, call.confirmer);
  }
}

/** The sign-in token of the server. @throws OfferedError if there is none; UserError */
export async function bearerOf(connection: Connection, { tokens }: Pick<Dependencies, 'tokens'>): Promise<Token> {
  const signIn = await tokens.readSignIn(connection.identity);
  if (signIn.kind !== 'token') {
    throw notSignedInError(connection.server, signIn.kind === 'lost');
  }
  return signIn.token;
}

function notSignedInError(server: Server, isLost: boolean): OfferedError {
  const message = isLost
    ? l10n.t('The token for "{0}" is missing from VS Code\'s secret storage. Sign in again.', server.name)
    : l10n.t('Sign in to "{0}" first.', server.name);
  return new OfferedError(message, [commandOffer(l10n.t('Sign In'), 'influxdb3Tokens.signIn', new ServerNode(server))]);
}
