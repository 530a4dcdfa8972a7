import * as l10n from '../core/l10n.ts';
import { throwIfInvalid } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import { isLoopback, normalizeServerUrl } from '../core/server/serverUrl.ts';
import type { Person } from './person.ts';
import type { ServerAccess, UserServerSettings } from './ports.ts';
import { entryNameProblem, entryUrlProblem } from './steps/settingsEntry.ts';

/** The user is prompted for values that aren't given. */
export interface NewServerInput {
  readonly url?: string | undefined;
  readonly name?: string | undefined;
}

interface Ports {
  readonly person: Person;
  readonly servers: Pick<ServerAccess, 'store'>;
  readonly settings: UserServerSettings;
}

/** Adds a server to user settings, and returns its normalized URL. Sends nothing. */
export async function addServer(input: NewServerInput, { person, servers, settings }: Ports): Promise<string> {
  const title = l10n.t('Add Server');
  const userServers = servers.store.servers().filter(({ scope }) => scope === 'user');
  throwIfInvalid(input.url === undefined ? undefined : entryUrlProblem(input.url, userServers));
  throwIfInvalid(input.name === undefined ? undefined : entryNameProblem(input.name, userServers));
  const urlText =
    input.url ??
    (await person.text({
      title,
      prompt: l10n.t('URL of the InfluxDB 3 server'),
      placeholder: l10n.untranslated('https://localhost:8181'),
      // The influxdb3 CLI reads its URL from this variable.
      value: process.env['INFLUXDB3_HOST_URL'] ?? 'http://localhost:8181',
      problem: (text) => entryUrlProblem(text, userServers),
    }));
  const url = normalizeServerUrl(urlText);
  const nameText =
    input.name ??
    (await person.text({
      title,
      prompt: l10n.t('Name to show for {0}', url),
      value: unusedServerName(new URL(url).hostname, userServers),
      problem: (text) => entryNameProblem(text, userServers),
    }));
  const name = nameText.trim();
  // URLs in user settings need no approval, so a link must not add one without confirmation.
  await person.confirmIfExternal({
    message: l10n.t('Add the server "{0}" to your settings?', name),
    urls: [url],
    confirmLabel: l10n.t('Add Server'),
  });
  await settings.writeUserServers([...settings.readUserServers(), { name, url }]);
  return url;
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
