import * as l10n from '@vscode/l10n';
import type { Server } from '../../core/server/server.ts';
import type { Connection } from '../../servers/connections.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';
import { RemedyError } from '../remedy.ts';
import { connect } from './connect.ts';

/** Nothing was sent, because the settings don't allow changes to the server. */
export class ReadOnlyError extends RemedyError {
  readonly outcome = 'nothing';

  constructor({ name, url }: Server) {
    super(
      l10n.t(
        '{0} ({1}) is read-only in your settings, so nothing was changed. To allow changes, set "readOnly" to false.',
        name,
        url,
      ),
      [{ kind: 'editServerSettings' }],
    );
  }
}

/** Reads the settings again, because they may have changed since the server was chosen. @throws ReadOnlyError */
export function assertWritable(server: Server, { store }: Pick<ServerAccess, 'store'>): void {
  const configured = currentServer(server, { store });
  if (configured.isReadOnly) {
    throw new ReadOnlyError(configured);
  }
}

/** For operations that change the server. @throws ReadOnlyError before anything is asked or sent */
export async function connectForChange(
  server: Server,
  ports: { readonly person: Person; readonly servers: ServerAccess },
): Promise<Connection> {
  assertWritable(server, ports.servers);
  return connect(server, ports);
}

/** The server by the current settings, or as it's given if it's no longer configured. */
export function currentServer(server: Server, { store }: Pick<ServerAccess, 'store'>): Server {
  return store.servers().find(({ url }) => url === server.url) ?? server;
}
