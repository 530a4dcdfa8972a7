import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import { displayName } from '../../core/token/tokenName.ts';
import { sortTokens, isOperatorToken, statusAt, type TokenRecord } from '../../core/token/tokenRecord.ts';
import { UserError } from '../../core/errors.ts';
import type { PickItem, PickOptions } from '../../operations/person.ts';
import { limitedAccessText } from '../servers/accessText.ts';
import { setItems, setPrompt, showPrompt } from './quickInput.ts';
import { expiryText } from '../../core/token/expiryText.ts';

export async function pickToken(
  records: readonly TokenRecord[],
  title: l10n.DisplayText,
  warningDays: number,
): Promise<TokenRecord> {
  if (records.length === 0) {
    throw new UserError(l10n.t('There are no tokens to choose from.'));
  }
  const now = new Date();
  const items = sortTokens(records).map((record) => ({
    label: displayName(record.name),
    description: descriptionOf(record, now),
    iconPath: new vscode.ThemeIcon(statusAt(record.expiry, now, warningDays) === 'live' ? 'key' : 'warning'),
    record,
  }));
  return (await pick(items, title, l10n.t('Select a token'))).record;
}

function descriptionOf(record: TokenRecord, now: Date): l10n.DisplayText {
  const state = isOperatorToken(record) ? l10n.t('operator token') : expiryText(record.expiry, now);
  return l10n.join(
    [state, limitedAccessText(record)].filter((part) => part !== undefined),
    ' · ',
  );
}

export async function pick<Item extends PickItem & vscode.QuickPickItem>(
  items: readonly Item[],
  title: l10n.DisplayText,
  placeholder: l10n.DisplayText,
  { prompt, canGoBack }: PickOptions = {},
): Promise<Item> {
  const box = vscode.window.createQuickPick<Item>();
  box.placeholder = placeholder;
  setPrompt(box, prompt);
  box.matchOnDescription = true;
  setItems(box, items);
  return showPrompt<Item>(box, { title, canGoBack }, (resolve) => {
    box.onDidAccept(() => {
      const [item] = box.selectedItems;
      if (item !== undefined) {
        resolve(item);
      }
    });
  });
}
