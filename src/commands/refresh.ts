import * as l10n from '@vscode/l10n';
import type { Command } from './command.ts';
import type { Parts } from './parts.ts';

export function refresh({ store }: Pick<Parts, 'store'>): Command {
  return {
    id: 'influxdb3Tokens.refresh',
    async run(call) {
      if (call.args.server === undefined) {
        await store.reloadAll();
        return undefined;
      }
      const server = store.find(call.args.server);
      await call.confirmer.askIfFromOutside({
        message: l10n.t('Send the token for {0} there to list its tokens?', server.url),
        yes: l10n.t('Refresh'),
      });
      await store.reload(server);
      return undefined;
    },
  };
}
