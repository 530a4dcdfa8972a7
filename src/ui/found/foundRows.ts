import { posix } from 'node:path';
import { textRow } from '../servers/row.ts';
import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import { hashPrefixOf } from '../../core/token/token.ts';
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
  const details = [
    ...(folderText === '' ? [] : [l10n.name(folderText)]),
    count,
    ...(isUnsaved ? [l10n.t('unsaved')] : []),
  ];
  item.label = l10n.alone(name, 300);
  item.description = l10n.join(details, ' · ');
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'foundFile';
  item.tooltip = tooltip(l10n.alone(name, 300), [
    [l10n.t('Folder'), l10n.alone(folderText, 300)],
    [l10n.t('Found'), count],
    [
      l10n.t('Status'),
      isUnsaved ? l10n.t("Unsaved (locations refer to the editor's text, not to the file)") : undefined,
    ],
  ]);
  item.accessibilityInformation = { label: l10n.t('File {0}, {1}', name, l10n.own(l10n.join(details, ', '))) };
  return item;
}

export function occurrenceRow(node: FoundOccurrenceNode, now: Date): vscode.TreeItem {
  const { parent, uri, range, isOnlyOnDisk, isReadOnly, identified } = node;
  const text = identifiedText(identified, now);
  const location = locationText(node);
  // The location comes first, because a narrow side bar cuts off the end, and rows of the same token differ only in it.
  const { label, state } = labelAndState(identified, now);
  const encoding = isReadOnly ? [l10n.t("can't be updated")] : [];
  const item = textRow({
    label,
    description: l10n.join([shortLocationText(node), ...state, ...encoding], ' · '),
    tooltip: tooltip(text, [
      [l10n.t('File'), l10n.alone(parent.file, 300)],
      [l10n.t('Location'), location],
      [l10n.t('Update'), isReadOnly ? l10n.t("Can't be updated: {0}", l10n.own(skipReasonText('encoded'))) : undefined],
      [l10n.t('URL'), identified.server && l10n.url(identified.server.url)],
      [l10n.t('SHA-512 prefix'), l10n.alone(hashPrefixOf(node))],
    ]),
    spoken: l10n.join([l10n.t('{0}: {1}', l10n.own(location), l10n.own(text)), ...encoding], ', '),
  });
  item.iconPath = iconFor(identified);
  const { server, record } = identified;
  const isReplaceable = server !== undefined && record !== undefined && isRotatable(record, server.server, server);
  item.contextValue = ['foundOccurrence', ...(isReplaceable ? ['replaceable'] : [])].join(';');
  // Select an empty range, because selecting the whole token would scroll its beginning out of view.
  const selection = new vscode.Range(range.start, range.start);
  // An unsaved editor shows different text at that position.
  const options: vscode.TextDocumentShowOptions = isOnlyOnDisk ? {} : { selection };
  item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri, options] };
  return item;
}

function labelAndState(identified: TokenMatch, now: Date): { label: l10n.DisplayText; state: l10n.DisplayText[] } {
  const { server, record } = identified;
  return server === undefined || record === undefined
    ? { label: identifiedText(identified, now), state: [] }
    : {
        label: l10n.t('{0} on {1}', record.name, server.name),
        state: [stateText(record, now)],
      };
}

function locationText({ range: { start }, cell, isOnlyOnDisk }: FoundOccurrenceNode): l10n.DisplayText {
  const line = start.line + 1;
  const column = start.character + 1;
  if (cell !== undefined) {
    return l10n.t('Cell {0}, line {1}, column {2}', cell, line, column);
  }
  return isOnlyOnDisk
    ? l10n.t('Line {0}, column {1} in the file on disk (not in the editor)', line, column)
    : l10n.t('Line {0}, column {1}', line, column);
}

function shortLocationText({ range: { start }, cell, isOnlyOnDisk }: FoundOccurrenceNode): l10n.DisplayText {
  const numbers = l10n.t('{0}:{1}', start.line + 1, start.character + 1);
  if (cell !== undefined) {
    return l10n.t('cell {0}, {1}', cell, l10n.own(numbers));
  }
  return isOnlyOnDisk ? l10n.t('{0}, on disk only', l10n.own(numbers)) : numbers;
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
