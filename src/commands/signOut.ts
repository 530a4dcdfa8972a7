import * as l10n from '@vscode/l10n';
import { chooseServer } from '../operations/steps/connect.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function signOut(deps: Pick<Dependencies, 'store' | 'connections' | 'tokens' | 'clipboard'>): Command {
  return {
    id: 'influxdb3Tokens.signOut',
    async run(call) {
      const server = await chooseServer(call, deps, l10n.t('Sign Out'));
      const identity = await deps.connections.identityOf(server);
      const signIn = await deps.tokens.readSignIn(identity);
      if (signIn.kind === 'token') {
        if ((await deps.tokens.findByHash(identity, signIn.token.hash)) === undefined) {
          const copyFirst = l10n.t('Copy and Sign Out');
          const choice = await call.confirmer.choose(
            {
              message: l10n.t('Sign out of {0} ({1})?', server.name, server.url),
              detail: l10n.t(
                "This deletes this machine's only copy of the token. The server shows a token only when it's created.",
              ),
              yes: l10n.t('Sign Out'),
            },
            copyFirst,
          );
          if (choice === copyFirst) {
            // Don't clear the clipboard: it now contains the only copy.
            await deps.clipboard.copy(signIn.token, false);
          }
        }
      }
      await deps.tokens.removeSignIn(identity);
      void deps.store.reload(server);
      return undefined;
    },
  };
}
