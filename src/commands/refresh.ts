import * as l10n from '../core/l10n.ts';
import { listingQuestion } from '../operations/steps/tokenList.ts';
import { MessageNode } from '../ui/servers/nodes.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function refresh({ servers: { store } }: Pick<Dependencies, 'servers'>): Command {
  return {
    id: 'influxdb3Tokens.refresh',
    async run({ args, node, person }) {
      // The view's title button also passes the focused row, so only a message row limits the refresh to its server.
      const row = node instanceof MessageNode ? node.server.url : undefined;
      const requested = args.server ?? row;
      const servers = requested === undefined ? store.servers() : [store.find(requested)];
      await person.confirmIfExternal({
        ...listingQuestion(servers),
        confirmLabel: l10n.t('List Tokens'),
      });
      await person.progress(l10n.t('Refreshing...'), () => Promise.all(servers.map((server) => store.reload(server))));
      return undefined;
    },
  };
}
