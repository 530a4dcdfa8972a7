import { posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isOperatorToken } from '../core/tokenRecord.ts';
import type { Identified } from '../core/whichToken.ts';
import { tokenIcon } from '../ui/rows.ts';
import { tooltip } from '../ui/tooltip.ts';
import type { FoundFileNode, FoundPlaceNode } from './foundNodes.ts';
import { identifiedText } from './tokenText.ts';

export function fileRow({ uri, folder, file, isUnsaved, places }: FoundFileNode): vscode.TreeItem {
  // Icon, colour and letter come from what VS Code knows of the file.
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  const name = posix.basename(file);
  const inside = [folder, posix.dirname(file)].filter((part) => part !== '' && part !== '.').join('/');
  const count = places.length === 1 ? l10n.t('1 place') : l10n.t('{0} places', places.length);
  const marks = [inside, count, ...(isUnsaved ? [l10n.t('not saved')] : [])].filter((mark) => mark !== '');
  item.label = name;
  item.description = marks.join(' · ');
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'foundFile';
  item.tooltip = tooltip(name, [
    [l10n.t('Folder'), inside],
    [l10n.t('Tokens'), count],
    [l10n.t('Saved'), isUnsaved ? l10n.t('no: this is what stands in the editor') : undefined],
  ]);
  item.accessibilityInformation = { label: l10n.t('File {0}, {1}', name, marks.join(', ')) };
  return item;
}

export function placeRow({ parent, range, hash, identified }: FoundPlaceNode, now: Date): vscode.TreeItem {
  const text = identifiedText(identified, now);
  const line = range.start.line + 1;
  const column = range.start.character + 1;
  const item = new vscode.TreeItem(text, vscode.TreeItemCollapsibleState.None);
  item.description = `${line}:${column}`;
  item.iconPath = icon(identified);
  item.contextValue = ['foundPlace', ...(identified.record === undefined ? [] : ['listed'])].join(';');
  item.tooltip = tooltip(text, [
    [l10n.t('File'), parent.file],
    [l10n.t('Place'), l10n.t('line {0}, column {1}', line, column)],
    [l10n.t('URL'), identified.server?.url],
    [l10n.t('Begin of its SHA-512'), hash.slice(0, 9)],
  ]);
  item.accessibilityInformation = { label: l10n.t('Line {0}, column {1}: {2}', line, column, text) };
  item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [parent.uri, { selection: range }] };
  return item;
}

/** The shape differs with the status, not only the colour. */
function icon({ status, record }: Identified): vscode.ThemeIcon {
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
