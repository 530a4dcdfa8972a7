import * as l10n from '../core/l10n.ts';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import { hashPrefixOf } from '../core/token/token.ts';
import { displayName } from '../core/token/tokenName.ts';
import { permissionFacts } from '../ui/servers/accessText.ts';
import { dateText, expiryFact } from '../ui/servers/serverRows.ts';
import { tooltip } from '../ui/servers/tooltip.ts';
import type { IdentifiedToken, IdentifiedTokens } from './identifiedTokens.ts';
import { logErrors } from './logErrors.ts';
import { identifiedText } from '../ui/found/tokenText.ts';

export class TokenHover implements vscode.HoverProvider {
  readonly #tokens: IdentifiedTokens;
  readonly #log: Logger;

  constructor(tokens: IdentifiedTokens, log: Logger) {
    this.#tokens = tokens;
    this.#log = log;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    return logErrors(this.#log, "Couldn't show a hover", undefined, () => {
      const hovered = this.#tokens.identify(document).find(({ range }) => range.contains(position));
      return hovered === undefined ? undefined : new vscode.Hover(hoverText(hovered, new Date()), hovered.range);
    });
  }
}

function hoverText({ token, writing, identified }: IdentifiedToken, now: Date): vscode.MarkdownString {
  const { server, name, record } = identified ?? {};
  const shown = record?.name ?? name;
  return tooltip(shown === undefined ? l10n.t('InfluxDB 3 token') : displayName(shown), [
    [l10n.t('Status'), identified === undefined ? l10n.t('Checking servers...') : identifiedText(identified, now)],
    [l10n.t('Server'), server === undefined ? undefined : displayName(server.name)],
    [l10n.t('URL'), server && l10n.url(server.url)],
    [l10n.t('Created'), record && dateText(record.createdAt)],
    [l10n.t('Last regenerated'), record?.updatedAt && dateText(record.updatedAt)],
    [l10n.t('Expires'), record?.expiry === undefined ? undefined : expiryFact(record.expiry, now)],
    ...(record === undefined ? [] : permissionFacts(record)),
    [l10n.t('SHA-512 prefix'), l10n.alone(hashPrefixOf(token))],
    [
      l10n.t('Token string'),
      server?.storedTokens.some(({ hash }) => hash === token.hash) === true
        ? l10n.t("Stored in VS Code's secret storage")
        : l10n.t('Not stored on this machine'),
    ],
    [l10n.t('Masked token'), l10n.alone(String(token))],
    [l10n.t('Encoding'), encodingText(writing)],
  ]);
}

function encodingText(writing: IdentifiedToken['writing']): l10n.DisplayText | undefined {
  switch (writing.form) {
    case 'plain':
      return undefined;
    case 'base64':
    case 'base64Part':
      return l10n.t('Base64');
    case 'escaped':
      return l10n.t('Escaped');
    case 'encoded':
      return writing.as === 'base64' ? l10n.t("Base64 (can't be updated)") : l10n.t("Escaped (can't be updated)");
  }
}
