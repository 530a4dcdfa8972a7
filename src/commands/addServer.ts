import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Server } from '../core/server/serverList.ts';
import { serverNameProblem } from '../core/server/serverName.ts';
import { isLoopback, normalizeServerUrl } from '../core/server/serverUrl.ts';
import { throwIfInvalid, toError } from '../core/errors.ts';
import { askText } from '../ui/prompts/inputBox.ts';
import { inform } from '../vscode/notify.ts';
import { ServerNode } from '../ui/servers/nodes.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function addServer({ settings, store }: Pick<Dependencies, 'settings' | 'store'>): Command {
  return {
    id: 'influxdb3Tokens.addServer',
    async run(call) {
      const title = l10n.t('Add Server');
      const userServers = store.servers().filter(({ scope }) => scope === 'user');
      const nameProblem = (text: string) =>
        serverNameProblem(text.trim(), new Set(userServers.map(({ name }) => name)));
      throwIfInvalid(call.args.server === undefined ? undefined : urlProblem(call.args.server, userServers));
      throwIfInvalid(call.args.name === undefined ? undefined : nameProblem(call.args.name));
      const urlText =
        call.args.server ??
        (await askText({
          title,
          prompt: l10n.t('URL of the InfluxDB 3 server'),
          placeholder: 'https://localhost:8181',
          // The influxdb3 CLI reads its URL from this variable.
          value: process.env['INFLUXDB3_HOST_URL'] ?? 'http://localhost:8181',
          problem: (text) => urlProblem(text, userServers),
        }));
      const url = normalizeServerUrl(urlText);
      const nameText =
        call.args.name ??
        (await askText({
          title,
          prompt: l10n.t('Name to show for {0}', url),
          value: unusedServerName(new URL(url).hostname, userServers),
          problem: nameProblem,
        }));
      const name = nameText.trim();
      // URLs in user settings need no approval, so a link must not add one unasked.
      await call.confirmer.confirmIfExternal({
        message: l10n.t('Add the server "{0}" ({1}) to your settings?', name, url),
        yes: l10n.t('Add Server'),
      });
      await settings.writeUserServers([...settings.readUserServers(), { name, url }]);
      void offerSignIn(store, url);
      return undefined;
    },
  };
}

function urlProblem(text: string, userServers: readonly Server[]): string | undefined {
  try {
    const url = normalizeServerUrl(text);
    const existing = userServers.find((server) => server.url === url);
    return existing === undefined
      ? undefined
      : l10n.t('This server is already in your settings as "{0}".', existing.name);
  } catch (error) {
    return toError(error).message;
  }
}

function unusedServerName(host: string, userServers: readonly Server[]): string {
  const usedNames = new Set(userServers.map(({ name }) => name));
  const defaultName = isLoopback(`http://${host}`) ? l10n.t('Local') : host;
  let name = defaultName;
  for (let count = 2; usedNames.has(name); count++) {
    name = `${defaultName} ${count}`;
  }
  return name;
}

async function offerSignIn(store: Dependencies['store'], url: string): Promise<void> {
  const server = store.servers().find((added) => added.url === url);
  if (server === undefined) {
    return;
  }
  const signIn = l10n.t('Sign In');
  const create = l10n.t('Create Operator Token');
  const choice = await inform(
    l10n.t(
      'Added the server "{0}". Sign in with a token, or create the operator token if this is a new server.',
      server.name,
    ),
    signIn,
    create,
  );
  if (choice !== undefined) {
    const command = choice === signIn ? 'influxdb3Tokens.signIn' : 'influxdb3Tokens.createOperatorToken';
    await vscode.commands.executeCommand(command, new ServerNode(server));
  }
}
