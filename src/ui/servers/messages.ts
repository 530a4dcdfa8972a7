import * as l10n from '../../core/l10n.ts';
import { errorText } from '../../core/errorText.ts';
import type { Server } from '../../core/server/server.ts';
import { namesText } from '../../core/token/permissionText.ts';
import { isOperatorToken } from '../../core/token/tokenRecord.ts';
import { ServerError } from '../../influxdb/transport/serverError.ts';
import { hasOperatorToken, type ServerState } from '../../servers/serverState.ts';
import type { ActionMessage, Message } from './nodes.ts';

const maxNames = 10;

export function messagesFor(server: Server, state: ServerState): Message[] {
  switch (state.contact.kind) {
    case 'failed':
      return [
        ...messagesForFailure(server, state, state.contact.error),
        ...(state.signIn === 'signedOut' ? [signInMessage()] : []),
      ];
    case 'needsApproval':
      return [
        {
          text: l10n.t('Approve Server...'),
          details: l10n.t('Nothing has been sent to this server. Select to review.'),
          icon: 'shield',
          command: 'influxdb3Tokens.testConnection',
        },
      ];
    case 'notContacted':
    case 'contacting':
      return state.tokens === undefined ? [{ text: l10n.t('Connecting...'), icon: 'loading~spin' }] : [];
    case 'reached':
      return messagesWhenReached(server, state);
  }
}

function messagesWhenReached(server: Server, state: ServerState): Message[] {
  if (state.signIn === 'missing') {
    return [
      {
        text: l10n.t("The token is missing from VS Code's secret storage. Sign in again."),
        details: l10n.t(
          "The token was stored, but it's no longer in VS Code's secret storage. On Linux, make sure that a keyring is running.",
        ),
        icon: 'warning',
        command: 'influxdb3Tokens.signIn',
      },
    ];
  }
  if (state.isLimited) {
    return [
      {
        text: l10n.t("This token can't list tokens"),
        details: l10n.t(
          'The server accepts the token that you signed in with, but its access is limited. Select to sign in with an admin token.',
        ),
        icon: 'info',
        command: 'influxdb3Tokens.signIn',
      },
    ];
  }
  const isOperatorTokenOffered = !server.isReadOnly && hasOperatorToken(server, state);
  if (state.tokens === undefined) {
    return [signInMessage(), ...(isOperatorTokenOffered ? [createOperatorTokenMessage()] : [])];
  }
  if (state.unreadableTokens.length > 0) {
    // One of them may be the operator token.
    return [unreadableMessage(state.unreadableTokens)];
  }
  if (state.tokens.length === 0) {
    return [
      { text: l10n.t("This server was started without authentication, so it doesn't use tokens"), icon: 'unlock' },
    ];
  }
  return state.tokens.some(isOperatorToken) || !isOperatorTokenOffered ? [] : [operatorTokenMissingMessage()];
}

function messagesForFailure(server: Server, { userSession }: ServerState, error: Error): Message[] {
  const failure = { text: errorText(error), icon: 'error' };
  const kind = error instanceof ServerError ? error.kind : undefined;
  if (kind === 'notAuthenticated' && userSession !== undefined) {
    return [
      { text: l10n.t('Your session has ended. Sign in again.'), icon: 'warning', command: 'influxdb3Tokens.signIn' },
    ];
  }
  if (kind === 'notAuthenticated') {
    return [{ ...failure, command: 'influxdb3Tokens.signIn', details: l10n.t('Select to sign in again.') }];
  }
  if (kind === 'notAllowed') {
    const details = l10n.t('Select to sign in with a different token.');
    return [{ ...failure, command: 'influxdb3Tokens.signIn', details }];
  }
  if (kind === 'differentServer' || kind === 'clusterIdMissing') {
    return [
      { ...failure, icon: 'warning' },
      { ...signInMessage(), text: l10n.t('Sign In Again...') },
      trustServerMessage(),
    ];
  }
  if (kind === 'connectionNotReusable') {
    return [{ ...failure, icon: 'warning' }, allowUncheckedConnectionsMessage()];
  }
  if (kind === 'unknownAuthority' || kind === 'selfSigned') {
    // Only user settings can be edited.
    return server.scope === 'workspace' ? [failure] : [failure, chooseCaFileMessage()];
  }
  return [{ ...failure, command: 'influxdb3Tokens.refresh', details: l10n.t('Select to try again.') }];
}

function unreadableMessage(names: readonly string[]): Message {
  const shown = names.filter((name) => name !== '');
  return {
    text: names.length === 1 ? l10n.t("1 token can't be read") : l10n.t("{0} tokens can't be read", names.length),
    details: l10n.join(
      [
        l10n.t('The server sent entries in an unknown format. The other tokens are listed.'),
        ...(shown.length === 0 ? [] : [l10n.t('Names: {0}', l10n.own(namesText(shown, maxNames)))]),
      ],
      '\n',
    ),
    icon: 'warning',
  };
}

export function chooseCaFileMessage(): ActionMessage {
  return {
    text: l10n.t('Choose Certificate Authority File...'),
    details: l10n.t('Sets "caFile" in this server\'s settings entry. The authority is trusted for this server only.'),
    icon: 'folder-opened',
    command: 'influxdb3Tokens.editServer',
    purpose: 'caFile',
  };
}

export function trustServerMessage(): ActionMessage {
  return {
    text: l10n.t('Trust Server...'),
    details: l10n.t("Asks for confirmation, and then sends your token to the server that's responding now."),
    icon: 'shield',
    command: 'influxdb3Tokens.testConnection',
    purpose: 'trust',
  };
}

export function allowUncheckedConnectionsMessage(): ActionMessage {
  return {
    text: l10n.t('Allow Unchecked Connections...'),
    details: l10n.t('Asks for confirmation, and then sends your token without checking the connection.'),
    icon: 'shield',
    command: 'influxdb3Tokens.testConnection',
    purpose: 'uncheckedConnections',
  };
}

function signInMessage(): Message {
  return { text: l10n.t('Sign In to See Tokens...'), icon: 'sign-in', command: 'influxdb3Tokens.signIn' };
}

function createOperatorTokenMessage(): Message {
  return { text: l10n.t('Create Operator Token'), icon: 'add', command: 'influxdb3Tokens.createOperatorToken' };
}

function operatorTokenMissingMessage(): Message {
  return {
    text: l10n.t('No operator token: anyone can create one'),
    details: l10n.t(
      'Anyone who can reach this server can create its operator token without signing in. Select to create it now.',
    ),
    icon: 'warning',
    command: 'influxdb3Tokens.createOperatorToken',
  };
}
