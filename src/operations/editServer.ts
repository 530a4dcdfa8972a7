import * as l10n from '../core/l10n.ts';
import { throwIfInvalid, UserError } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import { normalizeServerUrl } from '../core/server/serverUrl.ts';
import { readCaFile } from '../storage/readCaFile.ts';
import type { Person, PickItem } from './person.ts';
import type { ServerAccess, UserServerSettings } from './ports.ts';
import { rememberApprovals } from './steps/approval.ts';
import { entryNameProblem, entryUrlProblem, isEntryOf } from './steps/settingsEntry.ts';

export interface ServerEditInput {
  readonly newName?: string | undefined;
  readonly purpose?: 'caFile';
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly settings: UserServerSettings;
  readonly chooseCaFile: () => Promise<string>;
}

/** The properties of an entry that change. `undefined` removes one. */
interface ServerEdit {
  readonly name?: string;
  readonly url?: string;
  readonly caFile?: string | undefined;
  readonly verifyCertificate?: false | undefined;
}

export function serverEditInput({ newName }: { readonly newName?: string | undefined }): ServerEditInput {
  throwIfInvalid(newName === undefined ? undefined : entryNameProblem(newName, []));
  return { newName };
}

/** Changes a server's entry in user settings. Sends nothing. */
export async function editServer(server: Server, input: ServerEditInput, ports: Ports): Promise<void> {
  if (server.scope === 'workspace') {
    throw new UserError(
      l10n.t('"{0}" is defined in workspace settings. Edit it there, or add it to your user settings.', server.name),
    );
  }
  if (input.purpose === 'caFile') {
    await writeEdit(server, await approvedCaFile(server, ports), ports);
    return;
  }
  const edit = await chooseEdit(server, input, ports);
  await ports.person.confirmIfExternal({
    message: l10n.t(
      'Edit the server "{0}" in your settings? New values: {1}',
      server.name,
      l10n.own(editSummary(edit)),
    ),
    urls: [server.url],
    confirmLabel: l10n.t('Edit Server'),
  });
  await writeEdit(server, edit, ports);
}

async function chooseEdit(server: Server, { newName }: ServerEditInput, ports: Ports): Promise<ServerEdit> {
  const userServers = ports.servers.store.servers().filter(({ scope }) => scope === 'user');
  const others = userServers.filter(({ url }) => url !== server.url);
  if (newName === undefined) {
    return askEdit(server, others, ports);
  }
  throwIfInvalid(entryNameProblem(newName, others));
  return { name: newName.trim() };
}

async function writeEdit(server: Server, edit: ServerEdit, { settings }: Ports): Promise<void> {
  const list = settings.readUserServers();
  await settings.writeUserServers(list.map((item) => (isEntryOf(item, server) ? applyEdit(item, edit) : item)));
}

function applyEdit(item: unknown, edit: ServerEdit): unknown {
  const merged = { ...(item as object), ...edit };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

/** Choosing a file approves it, because the user chooses it after the certificate was rejected. */
async function approvedCaFile(server: Server, ports: Ports): Promise<ServerEdit> {
  const { connections, approvals } = ports.servers;
  const edit = await askCaFile(ports);
  const connection = await connections.prepare({ ...server, ...edit });
  if (connection.missingApprovals.every((missing) => missing === 'tlsChanged')) {
    await rememberApprovals(connection, approvals);
  }
  return edit;
}

function editSummary(edit: ServerEdit): l10n.DisplayText {
  return l10n.join(
    Object.entries(edit).map(([key, value]) =>
      l10n.t('{0}: {1}', key, value === undefined ? l10n.own(l10n.t('none')) : String(value)),
    ),
    ', ',
  );
}

async function askEdit(server: Server, others: readonly Server[], ports: Ports): Promise<ServerEdit> {
  const title = l10n.t('Edit Server');
  const isVerified = server.verifyCertificate;
  const items: (PickItem & { ask(): Promise<ServerEdit> })[] = [
    {
      label: l10n.t('Name'),
      description: l10n.alone(server.name),
      ask: () => askName(title, server, others, ports.person),
    },
    { label: l10n.t('URL'), description: l10n.url(server.url), ask: () => askUrl(title, server, others, ports.person) },
    {
      label: l10n.t('Certificate Authority File'),
      description: server.caFile === undefined ? l10n.t('none') : l10n.name(server.caFile),
      ask: () => askCaFile(ports),
    },
    ...(server.caFile === undefined
      ? []
      : [
          { label: l10n.t('Stop Using Certificate Authority File'), ask: () => Promise.resolve({ caFile: undefined }) },
        ]),
    {
      label: isVerified ? l10n.t('Turn Off Certificate Verification') : l10n.t('Turn On Certificate Verification'),
      description: isVerified ? l10n.t('Allows any server to impersonate this one') : l10n.t('Currently off'),
      ask: () => Promise.resolve({ verifyCertificate: isVerified ? false : undefined }),
    },
  ];
  const item = await ports.person.pick(items, l10n.titled(title, server.name), l10n.t('What do you want to change?'));
  return item.ask();
}

async function askName(
  title: l10n.DisplayText,
  server: Server,
  others: readonly Server[],
  person: Person,
): Promise<ServerEdit> {
  const name = await person.text({
    title,
    prompt: l10n.t('Name to show for {0}', server.url),
    value: server.name,
    problem: (text) => entryNameProblem(text, others),
  });
  return { name: name.trim() };
}

async function askUrl(
  title: l10n.DisplayText,
  server: Server,
  others: readonly Server[],
  person: Person,
): Promise<ServerEdit> {
  const url = await person.text({
    title,
    prompt: l10n.t(
      "Base URL. Tokens are stored per URL: tokens for {0} aren't moved, so you'll need to sign in at the new URL.",
      server.url,
    ),
    value: server.url,
    problem: (text) => entryUrlProblem(text, others),
  });
  const edited = normalizeServerUrl(url);
  return { url: edited, ...(isSameHost(edited, server.url) ? {} : { verifyCertificate: undefined }) };
}

/** Verification was turned off for one host only. */
function isSameHost(one: string, other: string): boolean {
  return new URL(one).host === new URL(other).host;
}

async function askCaFile({ chooseCaFile }: Ports): Promise<{ readonly caFile: string }> {
  const caFile = await chooseCaFile();
  await readCaFile(caFile);
  return { caFile };
}
