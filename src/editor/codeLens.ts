import * as l10n from '../core/l10n.ts';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import { newCodeLens } from './newCodeLens.ts';
import { isReplaceable } from '../core/token/replaceable.ts';
import { displayName } from '../core/token/tokenName.ts';
import { TokenNode } from '../ui/servers/nodes.ts';
import type { IdentifiedToken, IdentifiedTokens } from './identifiedTokens.ts';
import { logErrors } from './logErrors.ts';
import { identifiedText } from '../ui/found/tokenText.ts';

/** More tokens on one line wouldn't be readable, and the only line of a minified file may contain hundreds. */
const maxPerLine = 8;

export class TokenCodeLens implements vscode.CodeLensProvider {
  readonly #tokens: IdentifiedTokens;
  readonly #log: Logger;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(tokens: IdentifiedTokens, log: Logger) {
    this.#tokens = tokens;
    this.#log = log;
    this.onDidChangeCodeLenses = tokens.onDidChange;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return logErrors(this.#log, "Couldn't show CodeLens", [], () => {
      const now = new Date();
      return groupByLine(this.#tokens.identify(document)).flatMap((tokensOnLine) =>
        tokensOnLine.flatMap((found) => codeLensesFor(found, now, { showNames: tokensOnLine.length > 1 })),
      );
    });
  }
}

function groupByLine(tokens: readonly IdentifiedToken[]): IdentifiedToken[][] {
  const lines = new Map<number, Map<string, IdentifiedToken>>();
  for (const found of tokens) {
    const line = lines.get(found.range.start.line) ?? new Map<string, IdentifiedToken>();
    if (!line.has(found.token.hash) && line.size < maxPerLine) {
      line.set(found.token.hash, found);
    }
    lines.set(found.range.start.line, line);
  }
  return [...lines.values()].map((line) => [...line.values()]);
}

function codeLensesFor(
  { range, token, identified }: IdentifiedToken,
  now: Date,
  { showNames }: { showNames: boolean },
): vscode.CodeLens[] {
  const text = identified === undefined ? l10n.t('Checking servers...') : identifiedText(identified, now);
  const codeLenses = [newCodeLens(range, text)];
  if (identified?.server !== undefined && identified.record !== undefined) {
    const { server, record } = identified;
    const name = displayName(record.name);
    const node = new TokenNode(server.server, record);
    const action = (title: l10n.DisplayText, command: string) => newCodeLens(range, title, command, node);
    if (server.storedTokens.some(({ hash }) => hash === token.hash)) {
      codeLenses.push(action(showNames ? l10n.t('Copy "{0}"', name) : l10n.t('Copy'), 'influxdb3Tokens.copyToken'));
    }
    if (isReplaceable(record, server.product)) {
      codeLenses.push(
        action(showNames ? l10n.t('Rotate "{0}"', name) : l10n.t('Rotate'), 'influxdb3Tokens.rotateToken'),
      );
    }
  }
  return codeLenses;
}
