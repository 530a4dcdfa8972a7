import * as l10n from '../core/l10n.ts';
import { errorText } from '../core/errorText.ts';
import { toError, UserError } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import { assertNoOpenRotation } from '../rotation/tokenLock.ts';
import type { OpenRotations } from '../rotation/openRotations.ts';
import type { Person } from './person.ts';
import type { ServerAccess, UserServerSettings } from './ports.ts';
import { confirmProduction } from './steps/productionServer.ts';
import { recordDone } from './steps/recordedChange.ts';
import { isEntryOf } from './steps/settingsEntry.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly settings: UserServerSettings;
  readonly rotations: OpenRotations;
}

/** Also deletes what's stored for the server. Sends nothing. */
export async function removeServer(server: Server, ports: Ports): Promise<void> {
  const { person, servers, settings, rotations } = ports;
  const identity = await servers.connections.identityOf(server);
  // An open rotation needs the stored tokens to be finished or undone.
  await assertNoOpenRotation(identity, undefined, rotations);
  const storedCount = await countStoredTokens(identity, servers);
  await person.confirm({
    message: l10n.t('Remove the server "{0}"?', server.name),
    urls: [server.url],
    detail: l10n.join(
      [
        server.scope === 'user'
          ? l10n.t('It will be removed from your settings.')
          : l10n.t("It stays in the workspace settings, but won't be contacted without your approval."),
        storedTokensSentence(storedCount),
      ],
      ' ',
    ),
    confirmLabel: l10n.t('Remove Server'),
  });
  await confirmProduction(
    server,
    {
      title: l10n.t('Remove Server'),
      effect: l10n.t("Everything that's stored for it on this machine is deleted."),
    },
    ports,
  );
  // Update settings first: leftover secrets do no harm, but a listed server without its secrets does.
  if (server.scope === 'user') {
    const list = settings.readUserServers();
    await settings.writeUserServers(list.filter((item) => !isEntryOf(item, server)));
  }
  servers.connections.closeIdle(server);
  await removeStoredData(server, identity, servers);
  await recordDone({ server, action: 'removeServer' }, ports);
}

function storedTokensSentence(count: number): l10n.DisplayText {
  switch (count) {
    case 0:
      return l10n.t('No tokens for it are stored on this machine.');
    case 1:
      return l10n.t(
        "The token stored for it will be deleted from this machine and can't be recovered. Nothing changes on the server.",
      );
    default:
      return l10n.t(
        "The {0} tokens stored for it will be deleted from this machine and can't be recovered. Nothing changes on the server.",
        count,
      );
  }
}

async function removeStoredData(
  server: Server,
  identity: string,
  { tokens, approvals, requests }: ServerAccess,
): Promise<void> {
  try {
    await tokens.removeAll(identity);
    await approvals.remove(identity);
    await requests.endMatching((request) => request.server.identity === identity);
  } catch (error) {
    const problem = l10n.own(errorText(error));
    throw new UserError(
      server.scope === 'user'
        ? l10n.t(
            '"{0}" was removed from your settings, but some of its stored data couldn\'t be deleted. {1} Add the server ({2}) again, and then remove it again.',
            server.name,
            problem,
            server.url,
          )
        : l10n.t(
            'Some stored data for "{0}" couldn\'t be deleted. {1} To try again, use "Remove Server".',
            server.name,
            problem,
          ),
      { cause: error },
    );
  }
}

/** A keyring failure must not prevent the server from being removed. */
async function countStoredTokens(identity: string, { tokens, log }: ServerAccess): Promise<number> {
  const hashes = new Set((await tokens.listStored(identity)).map(({ hash }) => hash));
  try {
    const signIn = await tokens.readSignIn(identity);
    return signIn.kind === 'token' ? hashes.add(signIn.token.hash).size : hashes.size;
  } catch (error) {
    log.warn(toError(error).message);
    return hashes.size;
  }
}
