import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import { parseExpiry, type Lifetime } from '../../core/token/expiry.ts';
import { UserError } from '../../core/errors.ts';
import type { PickItem } from '../../operations/person.ts';
import { setItems, showPrompt } from './quickInput.ts';

interface ExpiryItem extends PickItem {
  readonly alwaysShow?: boolean;
  readonly iconPath?: vscode.ThemeIcon;
  /** `undefined` in an item that shows what's wrong with the typed text. */
  readonly expiry: { readonly lifetime: Lifetime } | undefined;
}

const presets = ['30d', '90d', '1y', '7d', '24h', 'never'];

export async function pickExpiry(
  title: l10n.DisplayText,
  previous?: { readonly lifetime: Lifetime },
  { canGoBack }: { readonly canGoBack?: boolean } = {},
): Promise<Lifetime> {
  const defaultItems = [
    ...(previous === undefined ? [] : [sameLifetimeItem(previous.lifetime)]),
    ...presets.map((text) => itemFor(text)),
  ];
  const box = vscode.window.createQuickPick<ExpiryItem>();
  box.placeholder = l10n.t('Select when the token expires, or enter a duration such as 45d or 12h, or "never"');
  setItems(box, defaultItems);
  return showPrompt<Lifetime>(box, { title, canGoBack }, (resolve) => {
    box.onDidChangeValue((text) => {
      setItems(box, text.trim() === '' ? defaultItems : [itemFor(text)]);
    });
    box.onDidAccept(() => {
      // If the user presses Enter quickly, the item for the typed text may not be shown yet.
      const expiry = (box.value.trim() === '' ? box.selectedItems[0] : itemFor(box.value))?.expiry;
      if (expiry !== undefined) {
        resolve(expiry.lifetime);
      }
    });
  });
}

function sameLifetimeItem(lifetime: Lifetime): ExpiryItem {
  return {
    label: l10n.t('Same lifetime as the old token'),
    description: expirationText(lifetime),
    expiry: { lifetime },
  };
}

function itemFor(text: string): ExpiryItem {
  try {
    const lifetime = parseExpiry(text);
    // Without `alwaysShow`, VS Code hides items whose label doesn't match the typed text.
    return {
      label: l10n.alone(text.trim()),
      description: expirationText(lifetime),
      alwaysShow: true,
      expiry: { lifetime },
    };
  } catch (error) {
    if (error instanceof UserError) {
      return { label: error.message, iconPath: new vscode.ThemeIcon('error'), alwaysShow: true, expiry: undefined };
    }
    throw error;
  }
}

function expirationText(lifetime: Lifetime): l10n.DisplayText {
  if (lifetime === undefined) {
    return l10n.t('until you delete it');
  }
  const until = new Date(Date.now() + lifetime * 1000);
  return l10n.t(
    'until {0}',
    l10n.own(
      l10n.formatDate(new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' }), until),
    ),
  );
}
