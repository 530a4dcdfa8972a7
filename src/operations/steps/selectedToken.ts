import * as l10n from '@vscode/l10n';
import { distinctTokens, tokenPrefixes, findTokensInText } from '../../content/tokensInText.ts';
import { UserError } from '../../core/errors.ts';
import { isKnownToken, matchToken } from '../../core/token/matchToken.ts';
import { selectedText } from '../../vscode/selectedText.ts';
import { loadServerTokens } from '../../servers/serverTokens.ts';
import { TokenNode } from '../../ui/servers/nodes.ts';
import { withProgress } from '../../vscode/progress.ts';
import type { Call } from '../../commands/command.ts';
import type { Dependencies } from '../../commands/dependencies.ts';

/** Without a row, server, or name, a call is for the token selected in the editor, as if its row had been clicked. */
export async function tokenFromSelection(
  call: Call,
  { store, settings }: Pick<Dependencies, 'store' | 'settings'>,
): Promise<Call> {
  const text = selectedText() ?? '';
  const hasTarget = call.node !== undefined || call.args.server !== undefined || call.args.name !== undefined;
  if (hasTarget || call.confirmer.isExternal || !tokenPrefixes.some((prefix) => text.includes(prefix))) {
    return call;
  }
  const known = await withProgress(l10n.t('Loading token lists...'), () => loadServerTokens(store));
  const [token, ...others] = distinctTokens(findTokensInText(text, (one) => isKnownToken(one, known)));
  if (token === undefined || others.length > 0) {
    throw new UserError(
      l10n.t('Select one complete token to rotate it, or clear the selection to choose from a list.'),
    );
  }
  const { server, record } = matchToken(token, known, new Date(), settings.expiryWarningDays);
  if (server === undefined || record === undefined) {
    throw new UserError(
      l10n.t(
        "None of your servers recognizes the selected token, so it can't be rotated. Sign in to its server, or select a different token.",
      ),
    );
  }
  return { ...call, node: new TokenNode(server.server, record) };
}
