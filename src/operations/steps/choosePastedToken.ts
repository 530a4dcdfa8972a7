import * as l10n from '../../core/l10n.ts';
import { Canceled } from '../../core/errors.ts';
import { matchToken } from '../../core/token/matchToken.ts';
import type { Token } from '../../core/token/token.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { knownServerTokens } from '../../servers/serverTokens.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';

/** Asks which of several tokens is meant, by name and masked. @returns `undefined` if there's none or the user went back */
export async function choosePastedToken(
  tokens: readonly Token[],
  { person, servers: { store } }: { readonly person: Person; readonly servers: Pick<ServerAccess, 'store'> },
): Promise<Token | undefined> {
  if (tokens.length < 2) {
    return tokens[0];
  }
  const known = knownServerTokens(store);
  const items = tokens.map((token, index) => {
    const { name, server } = matchToken(token, known, new Date(), 0);
    return {
      label: name === undefined ? l10n.t('Token {0}', index + 1) : displayName(name),
      description: l10n.join(
        [l10n.name(token.toString()), ...(server === undefined ? [] : [l10n.name(server.name)])],
        ' – ',
      ),
      token,
    };
  });
  try {
    return (await person.pick(items, l10n.t('Sign In'), l10n.t('The text contains several tokens. Select one'))).token;
  } catch (error) {
    if (error instanceof Canceled) {
      return undefined;
    }
    throw error;
  }
}
