import * as l10n from '@vscode/l10n';
import { MessageNode } from '../ui/servers/nodes.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function refresh({ servers: { store } }: Pick<Dependencies, 'servers'>): Command {
  return {
    id: 'influxdb3Tokens.refresh',
    async run({ args, node, person }) {
      // The button above the tree passes the focused row, so only the row of a message counts.
      const row = node instanceof MessageNode ? node.server.url : undefined;
      const requested = args.server ?? row;
      const servers = requested === undefined ? store.servers() : [store.find(requested)];
      await person.confirmIfExternal({
        message: l10n.t(
          'List tokens on these servers? Your sign-in token for each server is sent to it. Servers: {0}',
          servers.map(({ url }) => url).join(', '),
        ),
        yes: l10n.t('List Tokens'),
      });
      await person.progress(l10n.t('Refreshing...'), () => Promise.all(servers.map((server) => store.reload(server))));
      return undefined;
    },
  };
}
