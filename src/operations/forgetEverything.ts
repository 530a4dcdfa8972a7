import * as l10n from '@vscode/l10n';
import { toError, UserError } from '../core/errors.ts';
import { withPeriod } from '../core/plainText.ts';
import type { Token } from '../core/token/token.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { OpenRotations } from '../rotation/openRotations.ts';
import type { OpenRequest } from '../storage/requestJournal.ts';
import type { Person } from './person.ts';
import type { ServerAccess, UserServerSettings } from './ports.ts';
import { RemedyError } from './remedy.ts';
import { forgottenText } from './steps/forgottenText.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly settings: UserServerSettings;
  readonly rotations: OpenRotations;
  readonly clipboard: { clearNow(isOurs: (token: Token) => boolean): Promise<void> };
}

/**
 * Deletes all that the extension stores on this machine, after one question that lists it. Contacts no server.
 * @throws RemedyError while a rotation or a request for a new token isn't finished, because its data may be the only copy
 */
export async function forgetEverything(ports: Ports): Promise<void> {
  const { person, servers } = ports;
  await assertNoRotations(ports);
  const claimed = await claimRequests(ports);
  try {
    const identities = await configuredIdentities(servers);
    const staysListed = await confirm(identities, claimed, ports);
    // A rotation may have begun while the question was open.
    await assertNoRotations(ports);
    if (!staysListed) {
      await ports.settings.writeUserServers([]);
    }
    await forget([...identities.keys()], claimed, ports);
  } finally {
    await Promise.all(claimed.map((open) => open.release()));
  }
  await ports.rotations.refresh();
  servers.store.servers().forEach((server) => void servers.store.reload(server));
  person.inform(l10n.t('Everything that was stored on this machine was deleted. Tokens on your servers still work.'));
}

async function assertNoRotations({ rotations }: Ports): Promise<void> {
  await rotations.refresh();
  if (rotations.all.length === 0) {
    return;
  }
  const names = rotations.all.map(({ old, server }) => l10n.t('"{0}" on {1}', displayName(old.name), server.url));
  throw new RemedyError(
    l10n.t(
      "Nothing was deleted, because these rotations aren't finished: {0}. The stored tokens and backups of files might be the only copies. Finish, undo, or discard the rotations, and then try again.",
      names.join(', '),
    ),
    [{ kind: 'resumeRotation' }],
  );
}

/** No window can go on with a claimed request. @throws UserError if one is running, because its token isn't stored yet */
async function claimRequests({ servers: { requests } }: Ports): Promise<OpenRequest[]> {
  const claimed: OpenRequest[] = [];
  for (const request of await requests.readAll()) {
    const open = request.received?.isDone === true ? undefined : await requests.claim(request);
    if (open !== undefined) {
      claimed.push(open);
    } else if (request.received?.isDone !== true) {
      await Promise.all(claimed.map((each) => each.release()));
      throw new UserError(
        l10n.t(
          'Nothing was deleted, because the token "{0}" is being created or replaced on {1}. Wait until that\'s done, and then try again.',
          displayName(request.name),
          request.server.url,
        ),
      );
    }
  }
  return claimed;
}

async function configuredIdentities({ store, connections }: ServerAccess): Promise<ReadonlyMap<string, string>> {
  const identities = new Map<string, string>();
  for (const server of store.servers()) {
    identities.set(await connections.identityOf(server), server.name);
  }
  return identities;
}

/** @returns whether the list of servers in user settings stays */
async function confirm(
  names: ReadonlyMap<string, string>,
  claimed: readonly OpenRequest[],
  { person, servers, settings }: Ports,
): Promise<boolean> {
  const summary = await servers.stored.summarize([...names.keys()]);
  const historyCount = (await servers.history.read()).length;
  const serverCount = settings.readUserServers().length;
  const forgetAll = l10n.t('Forget Everything');
  const withServers = l10n.t('Also Remove Servers from Settings');
  const question = {
    message: l10n.t('Forget everything that InfluxDB 3 Tokens stores on this machine?'),
    detail: forgottenText({
      summary,
      names,
      historyCount,
      serverCount,
      requests: claimed.map(({ request }) => request),
    }),
    confirmLabel: serverCount === 0 ? forgetAll : withServers,
  };
  if (serverCount === 0 || person.autoConfirm) {
    await person.confirm(question);
    return true;
  }
  return (await person.choose(question, forgetAll)) === forgetAll;
}

async function forget(
  identities: readonly string[],
  claimed: readonly OpenRequest[],
  { servers, clipboard }: Ports,
): Promise<void> {
  const { stored, history, requests, log } = servers;
  try {
    const hashes = await stored.hashes();
    // Reading the clipboard fails in a browser window without focus.
    await clipboard
      .clearNow(({ hash }) => hashes.has(hash))
      .catch((error: unknown) => log.warn(`Couldn't clear the clipboard: ${toError(error).message}`));
    await requests.endMatching(({ received }) => received?.isDone === true);
    await Promise.all(claimed.map((open) => open.end()));
    await stored.removeAll(identities);
    await history.clear();
  } catch (error) {
    throw new UserError(
      l10n.t(
        "Some of the stored data couldn't be deleted. {0} To delete the rest, try again.",
        withPeriod(toError(error).message),
      ),
      { cause: error },
    );
  }
}
