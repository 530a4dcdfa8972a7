import { addServer as add } from '../operations/addServer.ts';
import { showAddedServer } from '../ui/prompts/addedServerNotice.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function addServer({ servers, settings }: Pick<Dependencies, 'servers' | 'settings'>): Command {
  return {
    id: 'influxdb3Tokens.addServer',
    async run({ args, person }) {
      const url = await add({ url: args.server, name: args.name }, { person, servers, settings });
      void showAddedServer(url, servers.store);
      return undefined;
    },
  };
}
