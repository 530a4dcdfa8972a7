import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server.ts';
import { isOperatorToken } from '../core/tokenRecord.ts';
import { ServerError } from '../influxdb/serverError.ts';
import type { ServerState } from '../servers/serverState.ts';
import type { ActingMessage, Message } from './nodes.ts';

/** What is to be said about a server above its tokens, or in their place. */
export function messagesFor(server: Server, state: ServerState): Message[] {
  switch (state.contact.kind) {
    case 'failed':
      return [...messagesForFailure(server, state.contact.error), ...(state.signIn === 'signedOut' ? [signIn()] : [])];
    case 'needsConsent':
      return [
        {
          text: l10n.t('Needs your consent first…'),
          details: l10n.t('Nothing has been sent to this server. Click to see what is asked.'),
          icon: 'shield',
          command: 'influxdb3Tokens.testConnection',
        },
      ];
    case 'notAsked':
    case 'asking':
      return state.tokens === undefined ? [{ text: l10n.t('Asking the server…'), icon: 'loading~spin' }] : [];
    case 'reached':
      return messagesWhenReached(state);
  }
}

function messagesWhenReached(state: ServerState): Message[] {
  if (state.signIn === 'lost') {
    return [
      {
        text: l10n.t('The token for this server is gone from the keyring: sign in again'),
        details: l10n.t(
          'It was stored here, and the secret storage of this machine no longer has it. On Linux, see that a keyring is running.',
        ),
        icon: 'warning',
        command: 'influxdb3Tokens.signIn',
      },
    ];
  }
  if (state.tokens === undefined) {
    return [
      signIn(),
      {
        text: l10n.t('Create the operator token…'),
        icon: 'add',
        command: 'influxdb3Tokens.createOperatorToken',
      },
    ];
  }
  if (state.tokens.length === 0) {
    return [{ text: l10n.t('This server was started without auth: it has no tokens and needs none'), icon: 'unlock' }];
  }
  return state.tokens.some(isOperatorToken) ? [] : [operatorTokenIsFree()];
}

function messagesForFailure(server: Server, error: Error): Message[] {
  const failure = { text: error.message, icon: 'error' };
  const kind = error instanceof ServerError ? error.kind : undefined;
  if (kind === 'notAuthenticated') {
    return [{ ...failure, command: 'influxdb3Tokens.signIn', details: l10n.t('Click to sign in again.') }];
  }
  if (kind === 'differentServer' || kind === 'identityGone') {
    return [{ ...failure, icon: 'warning' }, { ...signIn(), text: l10n.t('Sign in again…') }, trustCluster()];
  }
  if (kind === 'unknownAuthority' || kind === 'selfSigned') {
    return [failure, chooseCaFile(server)].filter((message) => message !== undefined);
  }
  return [{ ...failure, command: 'influxdb3Tokens.refresh', details: l10n.t('Click to try again.') }];
}

/** `undefined` for a server that only a workspace names: its entry is not the person's to change here. */
export function chooseCaFile({ from }: Server): ActingMessage | undefined {
  return from === 'workspace'
    ? undefined
    : {
        text: l10n.t('Choose the certificate authority file…'),
        details: l10n.t('It is named as "caFile" in the entry of this server, and trusted for this server only.'),
        icon: 'folder-opened',
        command: 'influxdb3Tokens.editServer',
        purpose: 'caFile',
      };
}

export function trustCluster(): ActingMessage {
  return {
    text: l10n.t('Trust it…'),
    details: l10n.t('Asks first, and sends the token that you signed in with to the InfluxDB that answers now.'),
    icon: 'shield',
    command: 'influxdb3Tokens.testConnection',
    purpose: 'trust',
  };
}

function signIn(): Message {
  return { text: l10n.t('Sign in to see its tokens…'), icon: 'sign-in', command: 'influxdb3Tokens.signIn' };
}

function operatorTokenIsFree(): Message {
  return {
    text: l10n.t('No operator token: free to claim'),
    details: l10n.t(
      'Anyone who can reach this server can claim its operator token, without a token. Click to create it now.',
    ),
    icon: 'warning',
    command: 'influxdb3Tokens.createOperatorToken',
  };
}
