import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/serverList.ts';
import { toError, UserError } from '../core/errors.ts';
import { withFullStop } from '../core/withFullStop.ts';
import { assertNoOpenRotation } from '../rotation/guard.ts';
import { chooseServer } from '../operations/steps/connect.ts';
import type { Command } from './command.ts';
import { isEntryOf } from './settingsEntry.ts';
import type { Dependencies } from './dependencies.ts';

export function removeServer(
  deps: Pick<Dependencies, 'store' | 'settings' | 'connections' | 'tokens' | 'approvals' | 'rotations' | 'log'>,
): Command {
  return {
    id: 'influxdb3Tokens.removeServer',
    async run(call) {
      const server = await chooseServer(call, deps, l10n.t('Remove Server'));
      const identity = await deps.connections.identityOf(server);
      // An open rotation needs the stored tokens to be finished or undone.
      await assertNoOpenRotation(identity, undefined, deps.rotations);
      const storedCount = await countStoredTokens(identity, deps);
      await call.confirmer.confirm({
        message: l10n.t('Remove the server "{0}" ({1})?', server.name, server.url),
        detail: [
          server.scope === 'user'
            ? l10n.t('It will be removed from your settings.')
            : l10n.t("It stays in the workspace settings, but won't be contacted without your approval."),
          storedCount === 0
            ? l10n.t('No tokens for it are stored on this machine.')
            : storedCount === 1
              ? l10n.t(
                  "The token stored for it will be deleted from this machine and can't be recovered. Nothing changes on the server.",
                )
              : l10n.t(
                  "The {0} tokens stored for it will be deleted from this machine and can't be recovered. Nothing changes on the server.",
                  storedCount,
                ),
        ].join(' '),
        yes: l10n.t('Remove Server'),
      });
      // Update settings first: leftover secrets do no harm, but a listed server without its secrets does.
      if (server.scope === 'user') {
        const list = deps.settings.readUserServers();
        await deps.settings.writeUserServers(list.filter((item) => !isEntryOf(item, server)));
      }
      await removeStoredData(server, identity, deps);
      return undefined;
    },
  };
}

/** @throws UserError that says what was removed and what is still stored */
async function removeStoredData(
  server: Server,
  identity: string,
  { tokens, approvals }: Pick<Dependencies, 'tokens' | 'approvals'>,
) {
  try {
    await tokens.removeAll(identity);
    await approvals.remove(identity);
  } catch (error) {
    const problem = withFullStop(toError(error).message);
    throw new UserError(
      server.scope === 'user'
        ? l10n.t(
            '"{0}" was removed from your settings, but some of its stored data couldn\'t be deleted. {1} Add the server ({2}) again, and then remove it again.',
            server.name,
            problem,
            server.url,
          )
        : l10n.t('Some stored data for "{0}" couldn\'t be deleted. {1} Remove the server again.', server.name, problem),
      { cause: error },
    );
  }
}

/** A keyring failure must not prevent the server from being removed. */
async function countStoredTokens(
  identity: string,
  { tokens, log }: Pick<Dependencies, 'tokens' | 'log'>,
): Promise<number> {
  const hashes = new Set((await tokens.listStored(identity)).map(({ hash }) => hash));
  try {
    const signIn = await tokens.readSignIn(identity);
    return signIn.kind === 'token' ? hashes.add(signIn.token.hash).size : hashes.size;
  } catch (error) {
    log.warn(toError(error).message);
    return hashes.size;
  }
}
