import * as l10n from '../core/l10n.ts';
import { signIn as signInTo } from '../operations/signIn.ts';
import { chooseServer } from './chooseServer.ts';
import { tokenResult, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function signIn({
  servers,
  clipboard,
  browserNotice,
}: Pick<Dependencies, 'servers' | 'clipboard' | 'browserNotice'>): Command {
  const notice = { signedIn: () => browserNotice.show() };
  return {
    id: 'influxdb3Tokens.signIn',
    async run(call) {
      const server = await chooseServer(call, servers.store, l10n.t('Sign In'));
      const input = { fromClipboard: call.args.fromClipboard === true };
      const record = await signInTo(server, input, { person: call.person, servers, clipboard, notice });
      return tokenResult(server, record ?? {});
    },
  };
}
