import * as l10n from '../core/l10n.ts';
import type { Server } from '../core/server/server.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { connect } from './steps/connect.ts';
import { withRemedies } from './steps/remedies.ts';
import { confirmListingIfExternal, loadTokenList } from './steps/tokenList.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly clipboard: { writeText(text: string): PromiseLike<void> };
}

/** @param source the name, or the server whose tokens are offered */
export async function copyTokenName(
  source: { readonly name: string } | { readonly server: Server },
  ports: Ports,
): Promise<void> {
  const name =
    'server' in source ? await chooseName(source.server, ports) : await confirmName(source.name, ports.person);
  await ports.clipboard.writeText(name);
}

/** Without confirmation, a link could put any text on the clipboard. */
async function confirmName(name: string, person: Person): Promise<string> {
  await person.confirmIfExternal({
    message: l10n.t('Copy the name "{0}" to the clipboard?', displayName(name)),
    confirmLabel: l10n.t('Copy Name'),
  });
  return name;
}

async function chooseName(server: Server, { person, servers }: Ports): Promise<string> {
  return withRemedies(server, async () => {
    const connection = await connect(server, { person, servers });
    await confirmListingIfExternal(connection, person);
    const { records } = await loadTokenList(connection, { person, servers });
    return (await person.pickToken(records, l10n.t('Copy Token Name'))).name;
  });
}
