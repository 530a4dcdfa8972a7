import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import { withoutIcons } from '../core/plainText.ts';
import { shownName } from '../core/tokenName.ts';
import { TokenNode } from '../ui/nodes.ts';
import type { NamedToken, NamedTokens } from './namedTokens.ts';
import { quietly } from './quietly.ts';
import { identifiedText } from './tokenText.ts';

/** More in one row cannot be read; a minified file may have hundreds in its only line. */
const mostOnALine = 8;

/** Over each token: which one it is, and what can be done with it. */
export class TokenLens implements vscode.CodeLensProvider {
  readonly #named: NamedTokens;
  readonly #log: Logger;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(named: NamedTokens, log: Logger) {
    this.#named = named;
    this.#log = log;
    this.onDidChangeCodeLenses = named.onDidChange;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return quietly(this.#log, 'Code lenses', [], () => {
      const now = new Date();
      return byLine(this.#named.in(document)).flatMap((onLine) =>
        onLine.flatMap((named) => lensesOf(named, now, onLine.length > 1)),
      );
    });
  }
}

/** The tokens of each line, each token once. */
function byLine(tokens: readonly NamedToken[]): NamedToken[][] {
  const lines = new Map<number, Map<string, NamedToken>>();
  for (const named of tokens) {
    const line = lines.get(named.range.start.line) ?? new Map<string, NamedToken>();
    if (!line.has(named.token.hash) && line.size < mostOnALine) {
      line.set(named.token.hash, named);
    }
    lines.set(named.range.start.line, line);
  }
  return [...lines.values()].map((line) => [...line.values()]);
}

/** @param named whether the actions name the token, as they must beside those of another one */
function lensesOf({ range, token, identified }: NamedToken, now: Date, named: boolean): vscode.CodeLens[] {
  const text = identified === undefined ? '…' : identifiedText(identified, now);
  // Without a command it is text, and no link.
  const lenses = [new vscode.CodeLens(range, { title: withoutIcons(text), command: '' })];
  if (identified?.server !== undefined && identified.record !== undefined) {
    const { server, record } = identified;
    const name = withoutIcons(shownName(record.name));
    const node = new TokenNode(server.server, record);
    const action = (title: string, command: string) =>
      new vscode.CodeLens(range, { title, command, arguments: [node] });
    if (server.kept.some(({ hash }) => hash === token.hash)) {
      lenses.push(action(named ? l10n.t('Copy "{0}"', name) : l10n.t('Copy'), 'influxdb3Tokens.copyToken'));
    }
    lenses.push(action(named ? l10n.t('Rotate "{0}"', name) : l10n.t('Rotate'), 'influxdb3Tokens.rotateToken'));
  }
  return lenses;
}
