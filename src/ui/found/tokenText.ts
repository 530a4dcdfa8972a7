import * as l10n from '../../core/l10n.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../../core/token/tokenRecord.ts';
import type { TokenMatch } from '../../core/token/matchToken.ts';
import { limitedAccessText } from '../servers/accessText.ts';
import { expiryText } from '../../core/token/expiryText.ts';

export function identifiedText({ status, server, name, record }: TokenMatch, now: Date): l10n.DisplayText {
  if (server === undefined) {
    return status === 'unknown'
      ? l10n.t('not recognized by any of your servers')
      : l10n.t(
          "couldn't be checked (a server is unreachable, you're not signed in to it, or it isn't in your settings)",
        );
  }
  if (record === undefined) {
    return name === undefined
      ? l10n.t(
          "stored for {0} (not checked because the server is unreachable or you're not signed in)",
          displayName(server.name),
        )
      : l10n.t(
          "{0} on {1} (not checked because the server is unreachable or you're not signed in)",
          displayName(name),
          displayName(server.name),
        );
  }
  return l10n.t(
    '{0} on {1}, {2}',
    displayName(record.name),
    displayName(server.name),
    l10n.own(stateText(record, now)),
  );
}

export function stateText(record: TokenRecord, now: Date): l10n.DisplayText {
  const state =
    isOperatorToken(record) && record.expiry === undefined ? l10n.t('operator token') : expiryText(record.expiry, now);
  const access = limitedAccessText(record);
  return l10n.join([...(access === undefined ? [] : [access]), state], ', ');
}
