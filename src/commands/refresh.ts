import * as l10n from '@vscode/l10n';
import { MessageNode } from '../ui/servers/nodes.ts';
import { withProgress } from '../vscode/progress.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function refresh({ store }: Pick<Dependencies, 'store'>): Command {
  return {
    id: 'influxdb3Tokens.refresh',
    async run(call) {
      // The button above the tree passes the focused row, so only the row of a message counts.
      const row = call.node instanceof MessageNode ? call.node.server.url : undefined;
      const requested = call.args.server ?? row;
      const servers = requested === undefined ? store.servers() : [store.find(requested)];
      await call.confirmer.confirmIfExternal({
        message: l10n.t(
          'List the tokens of these servers? Each one is sent your sign-in token for it. Servers: {0}',
          servers.map(({ url }) => url).join(', '),
        ),
        yes: l10n.t('List Tokens'),
      });
      await withProgress(l10n.t('Refreshing...'), () => Promise.all(servers.map((server) => store.reload(server))));
      return undefined;
    },
  };
}
