import * as l10n from '../core/l10n.ts';
import { distinctTokens, findTokensInText } from '../content/tokensInText.ts';
import { UserError } from '../core/errors.ts';
import { knownTokens } from '../core/token/knownTokens.ts';
import { matchToken, type TokenMatch } from '../core/token/matchToken.ts';
import type { Token } from '../core/token/token.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import { knownServerTokens, loadServerTokens, type ConfiguredServerTokens } from '../servers/serverTokens.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';

export interface TextWithToken {
  readonly text: string;
  readonly source: 'selection' | 'clipboard';
}

interface Ports {
  readonly person: Person;
  readonly servers: Pick<ServerAccess, 'store'>;
  readonly settings: { readonly expiryWarningDays: number };
}

/** Never sends the token. @throws UserError unless the text contains exactly one token, once or several times */
export async function identifyToken(
  input: TextWithToken,
  { person, servers: { store }, settings }: Ports,
): Promise<TokenMatch<ConfiguredServerTokens>> {
  // Missing lists are loaded, as they are for the tree, but not for an external call.
  const known = person.isExternal
    ? knownServerTokens(store)
    : await person.progress(l10n.t('Loading token lists...'), () => loadServerTokens(store));
  const match = matchToken(singleToken(input, known), known, new Date(), settings.expiryWarningDays);
  // A token is unknown only if all lists are up to date.
  return match.status === 'unknown' && isAnyStale(store) ? { status: 'unchecked' } : match;
}

function singleToken({ text, source }: TextWithToken, known: readonly ConfiguredServerTokens[]): Token {
  const [token, ...others] = distinctTokens(findTokensInText(text, knownTokens(known)));
  if (token === undefined) {
    throw new UserError(
      source === 'selection'
        ? l10n.t('The selection contains no token. Select one ("apiv3_" followed by 86 characters) and try again.')
        : l10n.t(
            'The clipboard contains no token. Select or copy one ("apiv3_" followed by 86 characters) and try again.',
          ),
    );
  }
  if (others.length > 0) {
    throw new UserError(l10n.t('Found {0} tokens. Select just one and try again.', others.length + 1));
  }
  return token;
}

function isAnyStale(store: ServerStore): boolean {
  return store.servers().some((server) => store.state(server).contact.kind !== 'reached' || !store.isUpToDate(server));
}
