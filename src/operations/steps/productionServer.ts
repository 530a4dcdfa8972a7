import * as l10n from '@vscode/l10n';
import type { Server } from '../../core/server/server.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';
import { currentServer } from './writableServer.ts';

interface Ports {
  readonly person: Person;
  readonly servers: Pick<ServerAccess, 'store'>;
}

/** For a production server, the user also types its name, even if the question before it was confirmed by an argument. */
export async function confirmProduction(
  server: Server,
  { title, effect }: { readonly title: string; readonly effect: string },
  { person, servers }: Ports,
): Promise<void> {
  const { isProduction, name, url } = currentServer(server, servers);
  if (!isProduction) {
    return;
  }
  await person.text({
    title: `${title}: ${name}`,
    prompt: l10n.t("{0} ({1}) is a production server. {2} To continue, enter the server's name.", name, url, effect),
    placeholder: name,
    problem: (text) => (text.trim() === name ? undefined : l10n.t('Enter "{0}", exactly as it\'s written here.', name)),
  });
}
