import * as l10n from '../../core/l10n.ts';
import { mayContainToken } from '../../content/tokenFragments.ts';
import { distinctTokens, findTokensInText } from '../../content/tokensInText.ts';
import { UserError } from '../../core/errors.ts';
import { knownTokens } from '../../core/token/knownTokens.ts';
import type { Server } from '../../core/server/server.ts';
import { matchToken } from '../../core/token/matchToken.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import { loadServerTokens } from '../../servers/serverTokens.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';

/** Returns `undefined` if the text contains no token. Throws if it contains several, or one that no server lists. */
export async function findSelectedToken(
  text: string | undefined,
  { person, servers }: { readonly person: Person; readonly servers: Pick<ServerAccess, 'store'> },
): Promise<{ readonly server: Server; readonly record: TokenRecord } | undefined> {
  if (text === undefined || !mayContainToken(text)) {
    return undefined;
  }
  const known = await person.progress(l10n.t('Loading token lists...'), () => loadServerTokens(servers.store));
  const [token, ...others] = distinctTokens(findTokensInText(text, knownTokens(known)));
  if (token === undefined || others.length > 0) {
    throw new UserError(
      l10n.t('Select one complete token to rotate it, or clear the selection to choose from a list.'),
    );
  }
  const { server, record } = matchToken(token, known, new Date(), 0);
  if (server === undefined || record === undefined) {
    throw new UserError(
      l10n.t(
        "None of your servers recognizes the selected token, so it can't be rotated. Sign in to its server, or select a different token.",
      ),
    );
  }
  return { server: server.server, record };
}
