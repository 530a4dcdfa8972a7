import * as l10n from '../core/l10n.ts';
import { signOut as signOutOf } from '../operations/signOut.ts';
import { chooseServer } from './chooseServer.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function signOut({ servers, clipboard }: Pick<Dependencies, 'servers' | 'clipboard'>): Command {
  return {
    id: 'influxdb3Tokens.signOut',
    async run(call) {
      const server = await chooseServer(call, servers.store, l10n.t('Sign Out'));
      await signOutOf(server, { person: call.person, servers, clipboard });
      return undefined;
    },
  };
}
