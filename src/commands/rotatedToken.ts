import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { shownName } from '../core/tokenName.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';
import { tokensIn } from '../core/tokensInText.ts';
import { UserError } from '../core/userError.ts';
import { isKnownToken, whichToken } from '../core/whichToken.ts';
import { loadedServers } from '../servers/knownServers.ts';
import { TokenNode } from '../ui/nodes.ts';
import { pickToken } from '../ui/pick.ts';
import { withProgress } from '../ui/progress.ts';
import type { Call } from './command.ts';
import type { Parts } from './parts.ts';

/**
 * Where the command came without a row and without a server or name: the token that is selected in the editor, as if
 * its row had been clicked.
 */
export async function chooseRotated(call: Call, { store, settings }: Pick<Parts, 'store' | 'settings'>): Promise<Call> {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.selections.map((selection) => editor.document.getText(selection)).join('\n') ?? '';
  const isSaid = call.node !== undefined || call.args.server !== undefined || call.args.name !== undefined;
  if (isSaid || call.confirmer.fromOutside || !/apiv3_|YXBpdjNf/.test(text)) {
    return call;
  }
  const known = await withProgress(l10n.t('Reading the lists of tokens'), () => loadedServers(store));
  const found = tokensIn(text, (token) => isKnownToken(token, known));
  const [token, ...others] = new Map(found.map((one) => [one.token.hash, one.token])).values();
  if (token === undefined || others.length > 0) {
    throw new UserError(l10n.t('Select a single, whole token to rotate it, or select nothing to choose from a list.'));
  }
  const { server, record } = whichToken(token, known, new Date(), settings.expiryWarningDays);
  if (server === undefined || record === undefined) {
    throw new UserError(
      l10n.t(
        'No listed server knows the selected token now, so it cannot be rotated. Sign in to its server, or insert another token.',
      ),
    );
  }
  return { ...call, node: new TokenNode(server.server, record) };
}

/** The token of the row or the arguments in the list as it is now, or the one that the person picks. */
export async function recordFor(
  { node, args }: Call,
  records: readonly TokenRecord[],
  title: string,
  warningDays: number,
): Promise<TokenRecord> {
  const row = args.name === undefined && node instanceof TokenNode ? node.record : undefined;
  const name = args.name ?? row?.name;
  if (name === undefined) {
    return pickToken(records, title, warningDays);
  }
  const record = records.find((candidate) => candidate.name === name);
  if (record === undefined) {
    throw new UserError(
      l10n.t('The server has no token called "{0}". It may have been deleted already.', shownName(name)),
    );
  }
  if (row !== undefined && row.hash !== record.hash) {
    throw new UserError(
      l10n.t('"{0}" is another token by now: it was made anew elsewhere. Look at the list again.', shownName(name)),
    );
  }
  return record;
}
