import * as l10n from '../core/l10n.ts';
import { displayName } from '../core/token/tokenName.ts';
import { chooseStoredToken } from '../operations/steps/storedTokens.ts';
import { chooseServer } from './chooseServer.ts';
import { selectedToken, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function copyToken({ servers, clipboard }: Pick<Dependencies, 'servers' | 'clipboard'>): Command {
  return {
    id: 'influxdb3Tokens.copyToken',
    async run(call) {
      const { person } = call;
      const title = l10n.t('Copy Token');
      const server = await chooseServer(call, servers.store, title);
      const stored = await chooseStoredToken(server, selectedToken(call), title, { person, servers });
      const name = displayName(stored.name);
      await person.confirmIfExternal({
        message: l10n.t('Copy the token "{0}" from {1} to the clipboard?', name, server.name),
        urls: [stored.url],
        confirmLabel: l10n.t('Copy Token'),
      });
      const seconds = await clipboard.copy(await stored.read());
      const copied = l10n.t('Copied the token "{0}" to the clipboard.', name);
      const clearing =
        seconds === 1
          ? l10n.t('The clipboard will be cleared in 1 second if VS Code is still open.')
          : l10n.t('The clipboard will be cleared in {0} seconds if VS Code is still open.', seconds);
      person.inform(seconds === 0 ? copied : l10n.join([copied, clearing], ' '));
      return undefined;
    },
  };
}
