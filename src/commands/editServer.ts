import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Server } from '../core/server/serverList.ts';
import { serverNameProblem } from '../core/server/serverName.ts';
import { normalizeServerUrl } from '../core/server/serverUrl.ts';
import { Cancelled, throwIfInvalid, toError, UserError } from '../core/errors.ts';
import { readCaFile } from '../storage/caFile.ts';
import type { ServerSetting } from '../vscode/settings.ts';
import { askText } from '../ui/prompts/inputBox.ts';
import { MessageNode } from '../ui/servers/nodes.ts';
import { pick } from '../ui/prompts/pick.ts';
import { chooseServer } from '../operations/steps/connect.ts';
import type { Command } from './command.ts';
import { isEntryOf } from './settingsEntry.ts';
import type { Dependencies } from './dependencies.ts';

type ServerEdit = Partial<Record<keyof ServerSetting, string | boolean | undefined>>;

export function editServer(deps: Pick<Dependencies, 'store' | 'settings' | 'connections' | 'approval'>): Command {
  return {
    id: 'influxdb3Tokens.editServer',
    async run(call) {
      const title = l10n.t('Edit Server');
      if (call.args.newName !== undefined) {
        checkedName(call.args.newName, []);
      }
      const server = await chooseServer(call, deps, title);
      if (server.scope === 'workspace') {
        throw new UserError(
          l10n.t(
            '"{0}" is defined in workspace settings. Edit it there, or add it to your user settings.',
            server.name,
          ),
        );
      }
      if (call.node instanceof MessageNode && call.node.message.purpose === 'caFile') {
        await writeEdit(server, await approvedCaFile(server, deps), deps);
        return undefined;
      }
      const others = deps.store.servers().filter((other) => other.scope === 'user' && other.url !== server.url);
      const edit =
        call.args.newName === undefined
          ? await askEdit(title, server, others)
          : { name: checkedName(call.args.newName, others) };
      await call.confirmer.confirmIfExternal({
        message: l10n.t(
          'Edit the server "{0}" ({1}) in your settings? New values: {2}',
          server.name,
          server.url,
          editSummary(edit),
        ),
        yes: l10n.t('Edit Server'),
      });
      await writeEdit(server, edit, deps);
      return undefined;
    },
  };
}

async function writeEdit(
  server: Server,
  edit: ServerEdit,
  { settings }: Pick<Dependencies, 'settings'>,
): Promise<void> {
  const list = settings.readUserServers();
  await settings.writeUserServers(list.map((item) => (isEntryOf(item, server) ? applyEdit(item, edit) : item)));
}

/** Choosing a file approves it: the user does so because the certificate was rejected. @throws UserError, Cancelled */
async function approvedCaFile(
  server: Server,
  { connections, approval }: Pick<Dependencies, 'connections' | 'approval'>,
): Promise<ServerEdit> {
  const edit = await askCaFile();
  await approval.remember(await connections.prepare({ ...server, ...edit }));
  return edit;
}

function editSummary(edit: ServerEdit): string {
  return Object.entries(edit)
    .map(([key, value]) => `${key}: ${value === undefined ? '–' : String(value)}`)
    .join(', ');
}

function applyEdit(item: unknown, edit: ServerEdit): unknown {
  const merged = { ...(item as object), ...edit };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

async function askEdit(title: string, server: Server, others: readonly Server[]): Promise<ServerEdit> {
  const isVerified = server.verifyCertificate;
  const items = [
    { label: l10n.t('Name'), description: server.name, ask: () => askName(title, server, others) },
    { label: l10n.t('URL'), description: server.url, ask: () => askUrl(title, server, others) },
    { label: l10n.t('Certificate Authority File'), description: server.caFile ?? l10n.t('none'), ask: askCaFile },
    ...(server.caFile === undefined
      ? []
      : [{ label: l10n.t('Remove Certificate Authority File'), ask: () => Promise.resolve({ caFile: undefined }) }]),
    {
      label: isVerified ? l10n.t('Turn Off Certificate Verification') : l10n.t('Turn On Certificate Verification'),
      description: isVerified ? l10n.t('Allows any server to impersonate this one') : l10n.t('Currently off'),
      ask: () => Promise.resolve({ verifyCertificate: isVerified ? false : undefined }),
    },
  ];
  return (
    await pick<vscode.QuickPickItem & { ask: () => Promise<ServerEdit> }>(
      items,
      `${title}: ${server.name}`,
      l10n.t('What do you want to change?'),
    )
  ).ask();
}

async function askName(title: string, server: Server, others: readonly Server[]): Promise<ServerEdit> {
  const usedNames = new Set(others.map((other) => other.name));
  const name = await askText({
    title,
    prompt: l10n.t('Name to show for {0}', server.url),
    value: server.name,
    problem: (text) => serverNameProblem(text.trim(), usedNames),
  });
  return { name: name.trim() };
}

async function askUrl(title: string, server: Server, others: readonly Server[]): Promise<ServerEdit> {
  const url = await askText({
    title,
    prompt: l10n.t(
      'Base URL. Tokens are stored per URL: the ones for {0} stay with it, and you sign in to the new URL separately.',
      server.url,
    ),
    value: server.url,
    problem: (text) => {
      try {
        const normalized = normalizeServerUrl(text);
        const other = others.find((candidate) => candidate.url === normalized);
        return other === undefined
          ? undefined
          : l10n.t('This server is already in your settings as "{0}".', other.name);
      } catch (error) {
        return toError(error).message;
      }
    },
  });
  return { url: normalizeServerUrl(url) };
}

async function askCaFile(): Promise<{ caFile: string }> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Certificate Authority File'),
      openLabel: l10n.t('Trust Certificate Authority'),
      filters: { [l10n.t('Certificates')]: ['pem', 'crt', 'cer'], [l10n.t('All Files')]: ['*'] },
    })) ?? [];
  if (file === undefined) {
    throw new Cancelled();
  }
  if (file.scheme !== 'file') {
    throw new UserError(l10n.t('Choose a file on the machine where the extension runs.'));
  }
  await readCaFile(file.fsPath);
  return { caFile: file.fsPath };
}

function checkedName(name: string, others: readonly Server[]): string {
  const trimmed = name.trim();
  throwIfInvalid(serverNameProblem(trimmed, new Set(others.map((other) => other.name))));
  return trimmed;
}
