import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import { withoutIcons } from '../core/plainText.ts';
import { displayName } from '../core/token/tokenName.ts';
import { isRotatable } from '../servers/serverState.ts';
import type { ActionHandles } from '../ui/actionHandles.ts';
import { TokenNode } from '../ui/servers/nodes.ts';
import type { IdentifiedToken, IdentifiedTokens } from './identifiedTokens.ts';
import { logErrors } from './logErrors.ts';
import { identifiedText } from '../ui/found/tokenText.ts';

/** More tokens on one line wouldn't be readable, and the only line of a minified file may contain hundreds. */
const maxPerLine = 8;

export class TokenCodeLens implements vscode.CodeLensProvider {
  readonly #tokens: IdentifiedTokens;
  readonly #handles: ActionHandles;
  readonly #log: Logger;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(tokens: IdentifiedTokens, handles: ActionHandles, log: Logger) {
    this.#tokens = tokens;
    this.#handles = handles;
    this.#log = log;
    this.onDidChangeCodeLenses = tokens.onDidChange;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return logErrors(this.#log, "Couldn't show CodeLens", [], () => {
      const now = new Date();
      return groupByLine(this.#tokens.identify(document)).flatMap((tokensOnLine) =>
        tokensOnLine.flatMap((found) =>
          codeLensesFor(found, now, { showNames: tokensOnLine.length > 1, handles: this.#handles }),
        ),
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
  { showNames, handles }: { showNames: boolean; handles: ActionHandles },
): vscode.CodeLens[] {
  const text = identified === undefined ? l10n.t('Checking servers...') : identifiedText(identified, now);
  // A CodeLens without a command is plain text.
  const codeLenses = [new vscode.CodeLens(range, { title: withoutIcons(text), command: '' })];
  if (identified?.server !== undefined && identified.record !== undefined) {
    const { server, record } = identified;
    const name = withoutIcons(displayName(record.name));
    const node = new TokenNode(server.server, record);
    const action = (title: string, command: string) =>
      new vscode.CodeLens(range, { title, command, arguments: [handles.issue(command, node)] });
    if (server.storedTokens.some(({ hash }) => hash === token.hash)) {
      codeLenses.push(action(showNames ? l10n.t('Copy "{0}"', name) : l10n.t('Copy'), 'influxdb3Tokens.copyToken'));
    }
    if (isRotatable(record, server.server, server)) {
      codeLenses.push(
        action(showNames ? l10n.t('Rotate "{0}"', name) : l10n.t('Rotate'), 'influxdb3Tokens.rotateToken'),
      );
    }
  }
  return codeLenses;
}
