import { refresh as reload } from '../operations/refresh.ts';
import { MessageNode } from '../ui/servers/nodes.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function refresh({ servers }: Pick<Dependencies, 'servers'>): Command {
  return {
    id: 'influxdb3Tokens.refresh',
    async run({ args, node, person }) {
      const { store } = servers;
      // The view's title button also passes the focused row, so only a message row limits the refresh to its server.
      const row = node instanceof MessageNode ? node.server.url : undefined;
      const requested = args.server ?? row;
      await reload(requested === undefined ? store.servers() : [store.find(requested)], { person, servers });
      return undefined;
    },
  };
}
