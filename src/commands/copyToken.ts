import * as l10n from '@vscode/l10n';
import { displayName } from '../core/token/tokenName.ts';
import { inform } from '../vscode/notify.ts';
import type { Command } from './command.ts';
import { chooseStoredToken } from '../operations/steps/storedTokens.ts';
import type { Dependencies } from './dependencies.ts';

export function copyToken(deps: Pick<Dependencies, 'store' | 'connections' | 'tokens' | 'clipboard'>): Command {
  return {
    id: 'influxdb3Tokens.copyToken',
    async run(call) {
      const chosen = await chooseStoredToken(call, deps, l10n.t('Copy Token'));
      await call.confirmer.confirmIfExternal({
        message: l10n.t('Copy the token "{0}" from {1} to the clipboard?', displayName(chosen.name), chosen.url),
        yes: l10n.t('Copy Token'),
      });
      const seconds = await deps.clipboard.copy(await chosen.read());
      const copied = l10n.t('Copied the token "{0}" to the clipboard.', displayName(chosen.name));
      const clearing =
        seconds === 1
          ? l10n.t('The clipboard will be cleared in 1 second.')
          : l10n.t('The clipboard will be cleared in {0} seconds.', seconds);
      void inform(seconds === 0 ? copied : `${copied} ${clearing}`);
      return undefined;
    },
  };
}
