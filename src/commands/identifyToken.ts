import * as l10n from '@vscode/l10n';
import type { Token } from '../core/token/token.ts';
import { distinctTokens, findTokensInText } from '../content/tokensInText.ts';
import { UserError } from '../core/errors.ts';
import { isKnownToken, matchToken, type TokenMatch } from '../core/token/matchToken.ts';
import { selectedText } from '../vscode/selectedText.ts';
import { identifiedText } from '../ui/found/tokenText.ts';
import { knownServerTokens, loadServerTokens, type ConfiguredServerTokens } from '../servers/serverTokens.ts';
import { inform } from '../vscode/notify.ts';
import { withProgress } from '../vscode/progress.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function identifyToken(deps: Pick<Dependencies, 'settings' | 'store' | 'clipboard'>): Command {
  return {
    id: 'influxdb3Tokens.identifyToken',
    async run(call) {
      const { store, settings } = deps;
      const selected = selectedText();
      const text = selected ?? (await deps.clipboard.text());
      // The token is never sent. Missing lists are loaded, as for the tree, but not for an external call.
      const known = call.confirmer.isExternal
        ? knownServerTokens(store)
        : await withProgress(l10n.t('Loading token lists...'), () => loadServerTokens(store));
      const token = singleToken(text, known, selected !== undefined);
      const now = new Date();
      const identified = uncheckedIfStale(matchToken(token, known, now, settings.expiryWarningDays), deps);
      void inform(l10n.t('Token: {0}', identifiedText(identified, now)));
      const { server, name, status } = identified;
      return {
        ...(server === undefined ? {} : { server: server.url }),
        ...(name === undefined ? {} : { name }),
        status,
      };
    },
  };
}

/** @throws UserError unless the text contains exactly one token, once or several times */
function singleToken(text: string, known: readonly ConfiguredServerTokens[], isSelection: boolean): Token {
  const [token, ...others] = distinctTokens(findTokensInText(text, (one) => isKnownToken(one, known)));
  if (token === undefined) {
    throw new UserError(
      isSelection
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

/** A token is unknown only if all lists are up to date. Otherwise it is `unchecked`. */
function uncheckedIfStale(
  identified: TokenMatch<ConfiguredServerTokens>,
  { store }: Pick<Dependencies, 'store'>,
): TokenMatch<ConfiguredServerTokens> {
  const isStale = store
    .servers()
    .some((server) => store.state(server).contact.kind !== 'reached' || !store.isUpToDate(server));
  return identified.status === 'unknown' && isStale ? { status: 'unchecked' } : identified;
}
