import * as l10n from '../core/l10n.ts';
import { removeServer as remove } from '../operations/removeServer.ts';
import { chooseServer } from './chooseServer.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function removeServer({
  servers,
  settings,
  rotations,
}: Pick<Dependencies, 'servers' | 'settings' | 'rotations'>): Command {
  return {
    id: 'influxdb3Tokens.removeServer',
    async run(call) {
      const server = await chooseServer(call, servers.store, l10n.t('Remove Server'));
      await remove(server, { person: call.person, servers, settings, rotations });
      return undefined;
    },
  };
}
