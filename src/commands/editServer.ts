import * as l10n from '../core/l10n.ts';
import { editServer as edit, serverEditInput } from '../operations/editServer.ts';
import { chooseCaFile } from '../ui/prompts/caFileDialog.ts';
import { MessageNode } from '../ui/servers/nodes.ts';
import { chooseServer } from './chooseServer.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function editServer({ servers, settings }: Pick<Dependencies, 'servers' | 'settings'>): Command {
  return {
    id: 'influxdb3Tokens.editServer',
    async run(call) {
      const { node, person } = call;
      const isForCaFile = node instanceof MessageNode && node.message.purpose === 'caFile';
      const input = isForCaFile ? ({ purpose: 'caFile' } as const) : serverEditInput(call.args);
      const server = await chooseServer(call, servers.store, l10n.t('Edit Server'));
      await edit(server, input, { person, servers, settings, chooseCaFile });
      return undefined;
    },
  };
}
