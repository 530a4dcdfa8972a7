import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Journal } from '../../rotation/journal.ts';
import type { Server } from '../../core/server/server.ts';
import { hasResourceTokens } from '../../core/product.ts';
import { tokenKind } from '../../core/token/kind.ts';
import { hashPrefixOf } from '../../core/token/token.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { isOperatorToken, statusAt, type TokenRecord, type TokenStatus } from '../../core/token/tokenRecord.ts';
import { hasOperatorToken, isRotatable, type ServerState } from '../../servers/serverState.ts';
import { limitedAccessText, permissionFacts } from './accessText.ts';
import { productFacts } from './productFacts.ts';
import { expiryText } from '../../core/token/expiryText.ts';
import type { BrokenNode, MessageNode, ServerNode, TokenNode } from './nodes.ts';
import { statusTexts } from './statusTexts.ts';
import { tooltip } from './tooltip.ts';

export function serverRow({ server }: ServerNode, state: ServerState): vscode.TreeItem {
  const item = new vscode.TreeItem(server.name, vscode.TreeItemCollapsibleState.Expanded);
  const status = statusTexts(server, state);
  const marks = [...status, ...(server.scope === 'workspace' ? [l10n.t('workspace')] : [])];
  item.id = `server:${server.url}`;
  item.description = marks.join(' · ');
  item.iconPath = serverIcon(server, state);
  item.contextValue = [
    'server',
    ...(state.signIn === 'signedIn' ? ['signedIn'] : []),
    ...(state.isLimited ? ['limited'] : []),
    ...(hasOperatorToken(server, state) ? [] : ['cloud']),
    ...(hasResourceTokens(state.product) ? ['resourceTokens'] : []),
    ...(server.isReadOnly ? ['readOnly'] : []),
  ].join(';');
  item.tooltip = tooltip(server.name, [
    [l10n.t('URL'), server.url],
    ...productFacts(state.product),
    [l10n.t('Version'), state.version],
    [l10n.t('Status'), status.filter((part) => part !== state.version).join(', ')],
    [l10n.t('Problem'), state.contact.kind === 'failed' ? state.contact.error.message : undefined],
    [l10n.t('Certificate authority'), server.caFile],
    [l10n.t('Defined in'), server.scope === 'user' ? l10n.t('User settings') : l10n.t('Workspace settings')],
  ]);
  item.accessibilityInformation = { label: l10n.t('Server {0}, {1}', server.name, [...marks, server.url].join(', ')) };
  return item;
}

interface TokenRowContext {
  readonly now: Date;
  readonly warningDays: number;
  readonly rotation: Journal | undefined;
}

export function tokenRow(
  { server, record }: TokenNode,
  state: ServerState,
  { now, warningDays, rotation }: TokenRowContext,
): vscode.TreeItem {
  const name = displayName(record.name);
  const status = statusAt(record.expiry, now, warningDays);
  const isOperator = isOperatorToken(record);
  const kind = tokenKind(record);
  const isSignInToken = state.bearerHash?.startsWith(record.hash) === true;
  const isStored = isStoredHere(record, state);
  const marks = [
    rotationText(rotation),
    isOperator ? l10n.t('operator') : expiryText(record.expiry, now),
    limitedAccessText(record),
    isSignInToken ? l10n.t('signed in') : undefined,
    isStored && !isSignInToken ? l10n.t('stored') : undefined,
  ].filter((mark) => mark !== undefined);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.id = `token:${server.url}:${record.id}`;
  item.description = marks.join(' · ');
  item.iconPath = tokenIcon(status, isOperator);
  item.contextValue = [
    isOperator ? 'token.operator' : kind === 'resource' ? 'token.resource' : 'token.named',
    ...(kind === 'unknown' ? ['unknown'] : []),
    ...(isRotatable(record, server, state) ? ['replaceable'] : []),
    ...(isOperator && !hasOperatorToken(server, state) ? ['cloud'] : []),
    ...(isStored ? ['kept'] : []),
    ...(server.isReadOnly ? ['readOnly'] : []),
    ...(isSignInToken ? ['signedIn'] : []),
    ...(status === 'live' ? [] : [status]),
    ...(rotation === undefined ? [] : [rotation.stage === 'waiting' ? 'waiting' : 'rotating']),
  ].join(';');
  const spokenMarks = status === 'expiring' ? [...marks, l10n.t('expires soon')] : marks;
  item.accessibilityInformation = { label: l10n.t('Token {0}, {1}', name, spokenMarks.join(', ')) };
  return item;
}

function rotationText(rotation: Journal | undefined): string | undefined {
  if (rotation === undefined) {
    return undefined;
  }
  return rotation.stage === 'waiting' && rotation.due !== null
    ? l10n.t('rotated, reminder on {0}', reminderFormat.format(new Date(rotation.due)))
    : l10n.t('unfinished rotation');
}

/** Created only when the pointer is on the row, because creating 10,000 takes seconds. */
export function tokenTooltip({ record }: TokenNode, state: ServerState, now: Date): vscode.MarkdownString {
  const isStored = isStoredHere(record, state);
  return tooltip(displayName(record.name), [
    [l10n.t('ID'), String(record.id)],
    [l10n.t('Created'), dateText(record.createdAt)],
    [l10n.t('Last regenerated'), record.updatedAt === undefined ? undefined : dateText(record.updatedAt)],
    [
      l10n.t('Expires'),
      record.expiry === undefined ? l10n.t('never') : `${dateText(record.expiry)} (${expiryText(record.expiry, now)})`,
    ],
    ...permissionFacts(record),
    [l10n.t('Description'), record.description],
    [l10n.t('SHA-512 prefix'), hashPrefixOf(record)],
    [
      l10n.t('Token string'),
      isStored ? l10n.t("Stored in VS Code's secret storage") : l10n.t('Not stored on this machine'),
    ],
  ]);
}

export function brokenRow({ entry, index }: BrokenNode): vscode.TreeItem {
  const item = new vscode.TreeItem(entry.name, vscode.TreeItemCollapsibleState.None);
  item.id = `broken:${index}`;
  item.description = entry.problem;
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.contextValue = 'broken';
  item.tooltip = tooltip(entry.name, [
    [l10n.t('Problem'), entry.problem],
    [
      l10n.t('To fix'),
      entry.scope === 'user'
        ? l10n.t('Correct "influxdb3Tokens.servers" in user settings')
        : l10n.t('Correct "influxdb3Tokens.servers" in workspace settings'),
    ],
  ]);
  item.command =
    entry.scope === 'user'
      ? { command: 'workbench.action.openSettingsJson', title: l10n.t('Open Settings') }
      : { command: 'workbench.action.openWorkspaceSettingsFile', title: l10n.t('Open Settings') };
  item.accessibilityInformation = {
    label: l10n.t('Settings entry "{0}" isn\'t valid: {1}', entry.name, entry.problem),
  };
  return item;
}

export function messageRow(node: MessageNode): vscode.TreeItem {
  const { text, details, icon, command } = node.message;
  const item = new vscode.TreeItem(text, vscode.TreeItemCollapsibleState.None);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = 'message';
  item.tooltip = details === undefined ? text : `${text}\n${details}`;
  if (command !== undefined) {
    item.command = { command, title: text, arguments: [node] };
  }
  return item;
}

function isStoredHere(record: TokenRecord, state: ServerState): boolean {
  return state.storedTokens.some(({ hash }) => hash.startsWith(record.hash));
}

function serverIcon({ isProduction }: Server, { contact, signIn }: ServerState): vscode.ThemeIcon {
  const color = isProduction ? new vscode.ThemeColor('charts.yellow') : undefined;
  if (contact.kind === 'failed') {
    return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
  if (contact.kind === 'contacting') {
    return new vscode.ThemeIcon('loading~spin', color);
  }
  return new vscode.ThemeIcon(signIn === 'signedIn' ? 'server-environment' : 'server', color);
}

/** The shape differs with the status, not only the color. */
export function tokenIcon(status: TokenStatus, isOperator: boolean): vscode.ThemeIcon {
  switch (status) {
    case 'expired':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    case 'expiring':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    case 'live':
      return new vscode.ThemeIcon(isOperator ? 'shield' : 'key');
  }
}

// Shared, because `toLocaleString` takes seconds for 10,000 rows.
const dateFormat = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'medium' });

/** Without the year, which doesn't fit a narrow side bar. */
const reminderFormat = new Intl.DateTimeFormat(vscode.env.language, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});

export function dateText(date: Date): string {
  return dateFormat.format(date);
}
