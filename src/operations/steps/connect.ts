import * as l10n from '../../core/l10n.ts';
import type { Server } from '../../core/server/server.ts';
import type { Token } from '../../core/token/token.ts';
import type { Connection } from '../../servers/connections.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';
import { SignInNeeded } from '../remedy.ts';
import { obtainApprovals, rememberApprovals } from './approval.ts';

export async function connect(
  server: Server,
  { person, servers }: { readonly person: Person; readonly servers: ServerAccess },
): Promise<Connection> {
  const { connections, approvals } = servers;
  let wasAsked = false;
  for (;;) {
    const connection = await person.progress(l10n.t('Loading stored data for {0}...', server.name), () =>
      connections.prepare(server),
    );
    if (connection.missingApprovals.length === 0) {
      if (connection.isTlsUnapproved && connection.requested.isWorkspaceOnly && !wasAsked) {
        // The URL was approved earlier, when the certificate file couldn't be read, so nobody has approved this file.
        await obtainApprovals(connection, { person, approvals }, ['tlsChanged']);
      } else if (connection.isTlsUnapproved) {
        await rememberApprovals(connection, approvals);
      }
      return connection;
    }
    // A workspace's certificate file is read only after its URL is approved, and may need another approval.
    await obtainApprovals(connection, { person, approvals });
    wasAsked = true;
  }
}

export async function bearerOf({ server, identity }: Connection, { tokens }: ServerAccess): Promise<Token> {
  const signIn = await tokens.readSignIn(identity);
  if (signIn.kind === 'token') {
    throwIfEnded(server, signIn.token);
    return signIn.token;
  }
  throw new SignInNeeded(
    signIn.kind === 'missing'
      ? l10n.t('The token for "{0}" is missing from VS Code\'s secret storage. Sign in again.', server.name)
      : l10n.t('Sign in to "{0}" first.', server.name),
    server,
  );
}

/** Only what the session itself says. The server may reject it earlier. */
function throwIfEnded(server: Server, { userSession }: Token): void {
  const until = userSession?.until;
  if (until !== undefined && until.getTime() <= Date.now()) {
    const message = l10n.t('Your session on "{0}" has ended. Sign in again.', server.name);
    throw new SignInNeeded(message, server);
  }
}
