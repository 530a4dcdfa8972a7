import * as l10n from '../core/l10n.ts';
import { copyToken as copy } from '../operations/copyToken.ts';
import { chooseServer } from './chooseServer.ts';
import { selectedToken, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function copyToken({ servers, clipboard }: Pick<Dependencies, 'servers' | 'clipboard'>): Command {
  return {
    id: 'influxdb3Tokens.copyToken',
    async run(call) {
      const server = await chooseServer(call, servers.store, l10n.t('Copy Token'));
      await copy(server, selectedToken(call), { person: call.person, servers, clipboard });
      return undefined;
    },
  };
}
