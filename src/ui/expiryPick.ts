import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseExpiry, type Lifetime } from '../core/expiry.ts';
import { Cancelled, UserError } from '../core/userError.ts';

interface ExpiryItem extends vscode.QuickPickItem {
  /** `undefined` in an item that only says what is wrong with what was typed. */
  readonly expiry: { readonly lifetime: Lifetime } | undefined;
}

const presets = ['30d', '90d', '1y', '7d', '24h', 'never'];

/**
 * Asks how long a new token is to live: one of the usual spans, or one that is typed.
 * @param before how long the token lived whose place it takes: that comes first
 * @throws Cancelled
 */
export async function pickExpiry(title: string, before?: { readonly same: Lifetime }): Promise<Lifetime> {
  const usual = [...(before === undefined ? [] : [sameAs(before.same)]), ...presets.map((text) => itemFor(text))];
  const box = vscode.window.createQuickPick<ExpiryItem>();
  box.title = title;
  box.placeholder = l10n.t('Select when the token expires, or enter a duration such as 45d, 12h, or "never"');
  box.ignoreFocusOut = true;
  box.items = usual;
  try {
    return await new Promise<Lifetime>((resolve, reject) => {
      box.onDidChangeValue((text) => {
        box.items = text.trim() === '' ? usual : [itemFor(text)];
      });
      box.onDidAccept(() => {
        // What is typed counts, not its item: that may not be drawn yet when Enter comes right behind.
        const expiry = (box.value.trim() === '' ? box.selectedItems[0] : itemFor(box.value))?.expiry;
        if (expiry !== undefined) {
          resolve(expiry.lifetime);
        }
      });
      box.onDidHide(() => reject(new Cancelled()));
      box.show();
    });
  } finally {
    box.dispose();
  }
}

function sameAs(lifetime: Lifetime): ExpiryItem {
  return { label: l10n.t('Same as before'), description: meaning(lifetime), expiry: { lifetime } };
}

function itemFor(text: string): ExpiryItem {
  try {
    const lifetime = parseExpiry(text);
    // `alwaysShow`: the list would otherwise hide an item whose label is not what was typed.
    return { label: text.trim(), description: meaning(lifetime), alwaysShow: true, expiry: { lifetime } };
  } catch (error) {
    if (error instanceof UserError) {
      return { label: `$(error) ${error.message}`, alwaysShow: true, expiry: undefined };
    }
    throw error;
  }
}

function meaning(lifetime: Lifetime): string {
  if (lifetime === undefined) {
    return l10n.t('until you delete it');
  }
  const until = new Date(Date.now() + lifetime * 1000);
  return l10n.t('until {0}', until.toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' }));
}
