import * as l10n from '@vscode/l10n';
import type { Server } from '../../core/server/server.ts';
import { isSentInTheClear } from '../../core/server/serverUrl.ts';
import type { UserSession } from '../../core/token/userSession.ts';
import { ServerError } from '../../influxdb/transport/serverError.ts';
import type { ServerState } from '../../servers/serverState.ts';

const timeFormat = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });

/** What a server's row says about it. Warnings come first, because a narrow side bar cuts off the end. */
export function statusTexts(server: Server, state: ServerState): string[] {
  const texts = [...warnings(server), contactText(state), signInText(state), accessText(state)];
  return texts.filter((text) => text !== undefined);
}

function contactText({ contact, signIn, version }: ServerState): string | undefined {
  switch (contact.kind) {
    case 'reached':
      return version ?? (signIn === 'signedIn' ? undefined : l10n.t('reachable'));
    case 'failed':
      return failureText(contact.error);
    case 'needsApproval':
      return l10n.t('not approved');
    case 'contacting':
    case 'notContacted':
      return version;
  }
}

/** Doesn't call a server unreachable if it responded, or if the keyring or certificate file failed instead. */
function failureText(error: Error): string {
  if (!(error instanceof ServerError)) {
    return l10n.t('not checked');
  }
  if (error.kind === 'differentServer') {
    return l10n.t('different server');
  }
  if (error.kind === 'clusterIdMissing') {
    return l10n.t('server not identified');
  }
  if (error.kind === 'notAuthenticated') {
    return l10n.t('token rejected');
  }
  if (error.kind === 'notAllowed') {
    return l10n.t('not allowed to list tokens');
  }
  return error.status === undefined ? l10n.t('unreachable') : l10n.t('request failed');
}

function signInText({ signIn, userSession }: ServerState): string | undefined {
  switch (signIn) {
    case 'signedIn':
      return userSession === undefined ? l10n.t('signed in') : userSessionText(userSession);
    case 'signedOut':
      return l10n.t('not signed in');
    case 'missing':
      return l10n.t('not signed in: token missing');
    case 'unknown':
      return undefined;
  }
}

function userSessionText({ until }: UserSession): string {
  return until === undefined
    ? l10n.t('signed in as a user')
    : l10n.t('signed in as a user until {0}', timeFormat.format(until));
}

function accessText({ isLimited }: ServerState): string | undefined {
  return isLimited ? l10n.t("can't list tokens") : undefined;
}

function warnings({ url, verifyCertificate, isProduction, isReadOnly }: Server): string[] {
  return [
    ...(isProduction ? [l10n.t('production')] : []),
    ...(isReadOnly ? [l10n.t('read-only')] : []),
    ...(isSentInTheClear(url) ? [l10n.t('not encrypted')] : []),
    ...(url.startsWith('https:') && !verifyCertificate ? [l10n.t('certificate not verified')] : []),
  ];
}
