import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { normaliseServerUrl } from '../core/serverUrl.ts';
import { toError, UserError } from '../core/userError.ts';
import { askText } from '../ui/inputBox.ts';
import { ServerNode } from '../ui/nodes.ts';
import type { Command } from './command.ts';
import type { Parts } from './parts.ts';
import { serverNameProblem } from './serverName.ts';

export function addServer({ settings, store }: Pick<Parts, 'settings' | 'store'>): Command {
  return {
    id: 'influxdb3Tokens.addServer',
    async run(call) {
      const title = l10n.t('Add Server');
      const known = settings.servers().filter((entry) => entry.kind === 'server' && entry.from === 'person');
      const own = new Map(known.map((entry) => [entry.kind === 'server' ? entry.url : '', entry.name]));
      const problem = (text: string) => urlProblem(text, own);
      const typed =
        call.args.server ??
        (await askText({
          title,
          prompt: l10n.t('Base URL of the InfluxDB 3 server'),
          placeholder: 'https://localhost:8181',
          // The server's own CLI reads its URL from there.
          value: process.env['INFLUXDB3_HOST_URL'] ?? 'http://localhost:8181',
          problem,
        }));
      const wrongUrl = problem(typed);
      if (wrongUrl !== undefined) {
        throw new UserError(wrongUrl);
      }
      const url = normaliseServerUrl(typed);
      const taken = new Set(known.map((entry) => entry.name));
      const name =
        call.args.name ??
        (await askText({
          title,
          prompt: l10n.t('Name under which {0} is shown', url),
          value: freeName(new URL(url).hostname, taken),
          problem: (text) => serverNameProblem(text, taken),
        }));
      const wrongName = serverNameProblem(name, taken);
      if (wrongName !== undefined) {
        throw new UserError(wrongName);
      }
      // A link could otherwise make a stranger's URL one of the person's own, which needs no approval.
      await call.confirmer.askIfFromOutside({
        message: l10n.t('Add the server "{0}" at {1} to your settings?', name, url),
        yes: l10n.t('Add Server'),
      });
      await settings.writePersonsList([...settings.personsList(), { name: name.trim(), url }]);
      void offerSignIn(store, url);
      return undefined;
    },
  };
}

function urlProblem(text: string, own: ReadonlyMap<string, string>): string | undefined {
  try {
    const name = own.get(normaliseServerUrl(text));
    return name === undefined ? undefined : l10n.t('This server is configured already, as "{0}".', name);
  } catch (error) {
    return toError(error).message;
  }
}

function freeName(host: string, taken: ReadonlySet<string>): string {
  const usual = host === 'localhost' || host === '127.0.0.1' || host === '[::1]' ? 'Local' : host;
  let name = usual;
  for (let count = 2; taken.has(name); count++) {
    name = `${usual} ${count}`;
  }
  return name;
}

async function offerSignIn(store: Parts['store'], url: string): Promise<void> {
  const server = store.find(url);
  const signIn = l10n.t('Sign In');
  const create = l10n.t('Create Operator Token');
  const answer = await vscode.window.showInformationMessage(
    l10n.t('"{0}" was added. Sign in with a token, or create the operator token if the server is fresh.', server.name),
    signIn,
    create,
  );
  if (answer !== undefined) {
    const command = answer === signIn ? 'influxdb3Tokens.signIn' : 'influxdb3Tokens.createOperatorToken';
    await vscode.commands.executeCommand(command, new ServerNode(server));
  }
}
