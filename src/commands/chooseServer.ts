import * as l10n from '../core/l10n.ts';
import { UserError } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import { BrokenNode, RotationNode } from '../ui/servers/nodes.ts';
import type { Call } from './command.ts';

/** For a command that changes a server. If all of them are read-only, the operation refuses the first one. */
export async function chooseWritableServer(
  call: Call,
  store: Pick<ServerStore, 'find' | 'servers'>,
  title: l10n.DisplayText,
  isOffered?: (server: Server) => boolean,
): Promise<Server> {
  const all = store.servers();
  const writable = all.filter((server) => !server.isReadOnly);
  const [first] = all;
  if (call.caller === 'withoutArguments' && first !== undefined && writable.length === 0) {
    return first;
  }
  const servers = () => (writable.length === 0 ? all.slice(0, 1) : writable);
  return chooseServer(call, { find: (nameOrUrl) => store.find(nameOrUrl), servers }, title, isOffered);
}

/**
 * A call without arguments may come from a link or another extension, so the user selects the server even if it's the
 * only one. @param isOffered leaves out servers, unless none would be left. A server that was named or clicked is always used
 */
export async function chooseServer(
  { caller, args, node, isRowGone, person }: Call,
  store: Pick<ServerStore, 'find' | 'servers'>,
  title: l10n.DisplayText,
  isOffered: (server: Server) => boolean = () => true,
): Promise<Server> {
  if (args.server !== undefined) {
    return store.find(args.server);
  }
  if (isRowGone) {
    throw new UserError(l10n.t('The list was being refreshed. Try again.'));
  }
  if (node instanceof BrokenNode) {
    throw new UserError(l10n.t("This server's settings entry isn't valid: {0}", l10n.own(node.entry.problem)));
  }
  if (node instanceof RotationNode) {
    return store.find(node.journal.server.url);
  }
  if (node !== undefined) {
    // The row may be older than the settings.
    return store.find(node.server.url);
  }
  const servers = store.servers();
  const offered = servers.filter(isOffered);
  const [first, ...others] = offered.length === 0 ? servers : offered;
  if (first === undefined) {
    throw new UserError(l10n.t('No servers are configured. To add one, use "InfluxDB 3: Add Server".'));
  }
  if (others.length === 0 && caller !== 'withoutArguments') {
    return first;
  }
  const items = [first, ...others].map((server) => ({
    label: l10n.alone(server.name),
    description: l10n.url(server.url),
    server,
  }));
  return (await person.pick(items, title, l10n.t('Select a server'))).server;
}
