import * as l10n from '../core/l10n.ts';
import type { Server } from '../core/server/server.ts';
import type { Token } from '../core/token/token.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import type { TokenSelection } from './steps/chooseToken.ts';
import { chooseStoredToken } from './steps/storedTokens.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  /** Returns after how many seconds the clipboard is cleared; 0 means never. */
  readonly clipboard: { copy(token: Token): Promise<number> };
}

/** Copies a token that's stored on this machine. Sends nothing. @throws UserError if it isn't stored */
export async function copyToken(
  server: Server,
  selection: TokenSelection | undefined,
  { person, servers, clipboard }: Ports,
): Promise<void> {
  const title = l10n.t('Copy Token');
  const stored = await chooseStoredToken(server, selection, title, { person, servers });
  const name = displayName(stored.name);
  await person.confirmIfExternal({
    message: l10n.t('Copy the token "{0}" from {1} to the clipboard?', name, server.name),
    urls: [stored.url],
    confirmLabel: title,
  });
  const seconds = await clipboard.copy(await stored.read());
  const copied = l10n.t('Copied the token "{0}" to the clipboard.', name);
  person.inform(seconds === 0 ? copied : l10n.join([copied, clearingSentence(seconds)], ' '));
}

function clearingSentence(seconds: number): l10n.DisplayText {
  return seconds === 1
    ? l10n.t('The clipboard will be cleared in 1 second if VS Code is still open.')
    : l10n.t('The clipboard will be cleared in {0} seconds if VS Code is still open.', seconds);
}
