import { posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { hashPrefixOf } from '../../core/token/token.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { isOperatorToken } from '../../core/token/tokenRecord.ts';
import type { TokenMatch } from '../../core/token/matchToken.ts';
import { isRotatable } from '../../servers/serverState.ts';
import { folderPrefix } from '../prompts/filesSentence.ts';
import { skipReasonText } from './skipReasonText.ts';
import { tokenIcon } from '../servers/serverRows.ts';
import { tooltip } from '../servers/tooltip.ts';
import type { FoundFileNode, FoundOccurrenceNode } from './foundNodes.ts';
import { identifiedText, stateText } from './tokenText.ts';

export function fileRow({ uri, folder, file, isUnsaved, occurrences }: FoundFileNode): vscode.TreeItem {
  // VS Code adds the icon, color, and Git status from the URI.
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  const name = posix.basename(file);
  const folderText = [folderPrefix(folder), posix.dirname(file)]
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  const count = occurrences.length === 1 ? l10n.t('1 occurrence') : l10n.t('{0} occurrences', occurrences.length);
  const details = [folderText, count, ...(isUnsaved ? [l10n.t('unsaved')] : [])].filter((detail) => detail !== '');
  item.label = name;
  item.description = details.join(' · ');
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'foundFile';
  item.tooltip = tooltip(name, [
    [l10n.t('Folder'), folderText],
    [l10n.t('Found'), count],
    [
      l10n.t('Status'),
      isUnsaved ? l10n.t("Unsaved (locations refer to the editor's text, not to the file)") : undefined,
    ],
  ]);
  item.accessibilityInformation = { label: l10n.t('File {0}, {1}', name, details.join(', ')) };
  return item;
}

export function occurrenceRow(node: FoundOccurrenceNode, now: Date): vscode.TreeItem {
  const { parent, uri, range, isOnlyOnDisk, isReadOnly, identified } = node;
  const text = identifiedText(identified, now);
  const location = locationText(node);
  // The location comes first, because a narrow side bar cuts off the end, and rows of the same token differ only in it.
  const { label, state } = labelAndState(identified, now);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  const encoding = isReadOnly ? [l10n.t("can't be updated")] : [];
  item.description = [shortLocationText(node), ...state, ...encoding].join(' · ');
  item.iconPath = iconFor(identified);
  const { server, record } = identified;
  const isReplaceable = server !== undefined && record !== undefined && isRotatable(record, server.server, server);
  item.contextValue = ['foundOccurrence', ...(isReplaceable ? ['replaceable'] : [])].join(';');
  item.tooltip = tooltip(text, [
    [l10n.t('File'), parent.file],
    [l10n.t('Location'), location],
    [l10n.t('Update'), isReadOnly ? l10n.t("Can't be updated: {0}", skipReasonText('encoded')) : undefined],
    [l10n.t('URL'), identified.server?.url],
    [l10n.t('SHA-512 prefix'), hashPrefixOf(node)],
  ]);
  item.accessibilityInformation = { label: [l10n.t('{0}: {1}', location, text), ...encoding].join(', ') };
  // Select an empty range, because selecting the whole token would scroll its beginning out of view.
  const selection = new vscode.Range(range.start, range.start);
  // An unsaved editor shows different text at that position.
  const options: vscode.TextDocumentShowOptions = isOnlyOnDisk ? {} : { selection };
  item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri, options] };
  return item;
}

function labelAndState(identified: TokenMatch, now: Date): { label: string; state: string[] } {
  const { server, record } = identified;
  return server === undefined || record === undefined
    ? { label: identifiedText(identified, now), state: [] }
    : {
        label: l10n.t('{0} on {1}', displayName(record.name), displayName(server.name)),
        state: [stateText(record, now)],
      };
}

function locationText({ range: { start }, cell, isOnlyOnDisk }: FoundOccurrenceNode): string {
  const line = start.line + 1;
  const column = start.character + 1;
  if (cell !== undefined) {
    return l10n.t('Cell {0}, line {1}, column {2}', cell, line, column);
  }
  return isOnlyOnDisk
    ? l10n.t('Line {0}, column {1} in the file on disk (not in the editor)', line, column)
    : l10n.t('Line {0}, column {1}', line, column);
}

function shortLocationText({ range: { start }, cell, isOnlyOnDisk }: FoundOccurrenceNode): string {
  const numbers = `${start.line + 1}:${start.character + 1}`;
  if (cell !== undefined) {
    return l10n.t('cell {0}, {1}', cell, numbers);
  }
  return isOnlyOnDisk ? l10n.t('{0}, on disk only', numbers) : numbers;
}

/** Every status has its own shape, so that color isn't the only difference. */
function iconFor({ status, record }: TokenMatch): vscode.ThemeIcon {
  switch (status) {
    case 'unknown':
      return new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground'));
    case 'unchecked':
      return new vscode.ThemeIcon('circle-slash');
    case 'live':
    case 'expiring':
    case 'expired':
      return tokenIcon(status, record !== undefined && isOperatorToken(record));
  }
}
