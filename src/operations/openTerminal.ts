import * as l10n from '../core/l10n.ts';
import type { Server } from '../core/server/server.ts';
import type { Token } from '../core/token/token.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { bearerOf, connect } from './steps/connect.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly terminals: { open(server: Server, bearer: Token): void };
}

/** Opens a terminal with the sign-in token in its environment. @throws RemedyError if not signed in */
export async function openTerminal(server: Server, { person, servers, terminals }: Ports): Promise<void> {
  // Programs in the terminal send the token to the server, so all approvals are needed first.
  const connection = await connect(server, { person, servers });
  const bearer = await bearerOf(connection, servers);
  await person.confirmIfExternal({
    message: l10n.t('Open a terminal with your token for {0} in its environment?', server.name),
    urls: [server.url],
    detail: l10n.t('Every program in the terminal and every extension can read the token.'),
    confirmLabel: l10n.t('Open Terminal'),
  });
  terminals.open(server, bearer);
}
