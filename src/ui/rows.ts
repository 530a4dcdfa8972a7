import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Journal } from '../core/rotation/journal.ts';
import { isSentInTheClear } from '../core/serverUrl.ts';
import { shownName } from '../core/tokenName.ts';
import { isOperatorToken, statusAt, type TokenRecord, type TokenStatus } from '../core/tokenRecord.ts';
import { ServerError } from '../influxdb/serverError.ts';
import type { ServerState } from '../servers/serverState.ts';
import { expiryText } from './expiryText.ts';
import type { BrokenNode, MessageNode, ServerNode, TokenNode } from './nodes.ts';
import { tooltip } from './tooltip.ts';

export function serverRow({ server }: ServerNode, state: ServerState): vscode.TreeItem {
  const item = new vscode.TreeItem(server.name, vscode.TreeItemCollapsibleState.Expanded);
  // Cautions first: a narrow side bar cuts off what comes last.
  const marks = [
    ...cautions(server.url, server.verifyCertificate),
    contactText(state),
    signInText(state),
    server.from === 'workspace' ? l10n.t('workspace') : undefined,
  ].filter((mark) => mark !== undefined);
  item.id = `server:${server.url}`;
  item.description = marks.join(' · ');
  item.iconPath = serverIcon(state);
  item.contextValue = ['server', ...(state.signIn === 'signedIn' ? ['signedIn'] : [])].join(';');
  item.tooltip = tooltip(server.name, [
    [l10n.t('URL'), server.url],
    [l10n.t('Version'), state.version],
    [l10n.t('Status'), marks.join(', ')],
    [l10n.t('Problem'), state.contact.kind === 'failed' ? state.contact.error.message : undefined],
    [l10n.t('Certificate authority'), server.caFile],
    [l10n.t('Defined in'), server.from === 'person' ? l10n.t('User settings') : l10n.t('Workspace settings')],
  ]);
  item.accessibilityInformation = { label: l10n.t('Server {0}, {1}, {2}', server.name, marks.join(', '), server.url) };
  return item;
}

/** What else a token's row depends on. */
interface TokenRowContext {
  readonly now: Date;
  /** From how many days before its expiry a token counts as expiring. */
  readonly warningDays: number;
  /** One of this token that has not ended. */
  readonly rotation: Journal | undefined;
}

export function tokenRow(
  { server, record }: TokenNode,
  state: ServerState,
  { now, warningDays, rotation }: TokenRowContext,
): vscode.TreeItem {
  const name = shownName(record.name);
  const status = statusAt(record.expiry, now, warningDays);
  const operator = isOperatorToken(record);
  const isBearer = state.bearerHash?.startsWith(record.hash) === true;
  const isKept = isKeptHere(record, state);
  const marks = [
    rotationText(rotation),
    operator ? l10n.t('operator') : expiryText(record.expiry, now),
    isBearer ? l10n.t('signed in') : undefined,
    isKept && !isBearer ? l10n.t('stored') : undefined,
  ].filter((mark) => mark !== undefined);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.id = `token:${server.url}:${record.id}`;
  item.description = marks.join(' · ');
  item.iconPath = tokenIcon(status, operator);
  item.contextValue = [
    operator ? 'token.operator' : 'token.named',
    ...(isKept ? ['kept'] : []),
    ...(isBearer ? ['signedIn'] : []),
    ...(status === 'live' ? [] : [status]),
    ...(rotation === undefined ? [] : [rotation.stage === 'waiting' ? 'waiting' : 'rotating']),
  ].join(';');
  const spoken = status === 'expiring' ? [...marks, l10n.t('expires soon')] : marks;
  item.accessibilityInformation = { label: l10n.t('Token {0}, {1}', name, spoken.join(', ')) };
  return item;
}

function rotationText(rotation: Journal | undefined): string | undefined {
  if (rotation === undefined) {
    return undefined;
  }
  return rotation.stage === 'waiting' && rotation.due !== null
    ? l10n.t('rotated, reminder {0}', soonFormat.format(new Date(rotation.due)))
    : l10n.t('unfinished rotation');
}

/** Made when the row is pointed at: for 10,000 rows it would take seconds. */
export function tokenTooltip({ record }: TokenNode, state: ServerState, now: Date): vscode.MarkdownString {
  const isKept = isKeptHere(record, state);
  return tooltip(shownName(record.name), [
    [l10n.t('ID'), String(record.id)],
    [l10n.t('Created'), dateText(record.createdAt)],
    [l10n.t('Last regenerated'), record.updatedAt === undefined ? undefined : dateText(record.updatedAt)],
    [
      l10n.t('Expires'),
      record.expiry === undefined ? l10n.t('never') : `${dateText(record.expiry)} (${expiryText(record.expiry, now)})`,
    ],
    [l10n.t('Permissions'), record.permissions],
    [l10n.t('Description'), record.description],
    [l10n.t('SHA-512 prefix'), record.hash.slice(0, 9)],
    [l10n.t('Token string'), isKept ? l10n.t("Stored in VS Code's secret storage") : l10n.t('Not on this machine')],
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
    [l10n.t('To fix'), l10n.t('Correct "influxdb3Tokens.servers" in your settings')],
  ]);
  item.command =
    entry.from === 'person'
      ? { command: 'workbench.action.openSettingsJson', title: l10n.t('Open Settings') }
      : { command: 'workbench.action.openWorkspaceSettingsFile', title: l10n.t('Open Settings') };
  item.accessibilityInformation = { label: l10n.t("Server entry {0} isn't valid: {1}", entry.name, entry.problem) };
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

function isKeptHere(record: TokenRecord, state: ServerState): boolean {
  return state.kept.some(({ hash }) => hash.startsWith(record.hash));
}

function contactText({ contact, signIn, version }: ServerState): string | undefined {
  switch (contact.kind) {
    case 'reached':
      return version ?? (signIn === 'signedIn' ? undefined : l10n.t('reachable'));
    case 'failed':
      return failureText(contact.error);
    case 'needsConsent':
      return l10n.t('not connected');
    case 'asking':
    case 'notAsked':
      return version;
  }
}

/** Only what is known: a refusal is an answer, and a keyring or a certificate file that failed says nothing of it. */
function failureText(error: Error): string {
  if (!(error instanceof ServerError)) {
    return l10n.t('not checked');
  }
  if (error.kind === 'differentServer') {
    return l10n.t('different server');
  }
  if (error.kind === 'identityGone') {
    return l10n.t('server not identified');
  }
  if (error.kind === 'notAuthenticated') {
    return l10n.t('token rejected');
  }
  return error.status === undefined ? l10n.t('unreachable') : l10n.t('request refused');
}

function signInText({ signIn }: ServerState): string | undefined {
  switch (signIn) {
    case 'signedIn':
      return l10n.t('signed in');
    case 'signedOut':
      return l10n.t('not signed in');
    case 'lost':
      return l10n.t('signed out: token missing from keyring');
    case 'unknown':
      return undefined;
  }
}

function cautions(url: string, verifyCertificate: boolean): string[] {
  return [
    ...(isSentInTheClear(url) ? [l10n.t('not encrypted')] : []),
    ...(url.startsWith('https:') && !verifyCertificate ? [l10n.t('certificate not verified')] : []),
  ];
}

function serverIcon({ contact, signIn }: ServerState): vscode.ThemeIcon {
  if (contact.kind === 'failed') {
    return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
  if (contact.kind === 'asking') {
    return new vscode.ThemeIcon('loading~spin');
  }
  return new vscode.ThemeIcon(signIn === 'signedIn' ? 'server-environment' : 'server');
}

/** The shape differs with the status, not only the colour. */
export function tokenIcon(status: TokenStatus, operator: boolean): vscode.ThemeIcon {
  switch (status) {
    case 'expired':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    case 'expiring':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    case 'live':
      return new vscode.ThemeIcon(operator ? 'shield' : 'key');
  }
}

// Made once: for 10,000 rows `toLocaleString` would take seconds.
const dateFormat = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'medium' });

/** Of the next days: a narrow side bar has no room for a year. */
const soonFormat = new Intl.DateTimeFormat(vscode.env.language, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});

/** In the language of the editor. */
export function dateText(date: Date): string {
  return dateFormat.format(date);
}
