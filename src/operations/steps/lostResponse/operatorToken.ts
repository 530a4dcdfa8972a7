import * as l10n from '@vscode/l10n';
import type { Token } from '../../../core/token/token.ts';
import { displayName } from '../../../core/token/tokenName.ts';
import { isOperatorToken, statusAt, type TokenRecord } from '../../../core/token/tokenRecord.ts';
import type { Connection } from '../../../servers/connections.ts';
import type { ServerAccess } from '../../ports.ts';
import type { CheckOutcome } from './sendAndCheck.ts';

/** @param records the list before the change, if the sign-in token no longer works; otherwise `undefined` */
export async function operatorTokenLost(
  { server, identity }: Connection,
  records: readonly TokenRecord[] | undefined,
  { tokens }: ServerAccess,
): Promise<CheckOutcome> {
  if (records === undefined) {
    return {
      sentence: l10n.t(
        "The operator token was replaced, but the new token string was never received, so nobody has it. Regenerate it again: the token you're signed in with still works.",
      ),
      remedy: { kind: 'regenerateAgain', server },
    };
  }
  const other = await otherStoredToken(identity, records, tokens);
  if (other === undefined) {
    return {
      sentence: l10n.t(
        'The operator token was replaced, but the new token string was never received, so nobody has it. Restart the server with --admin-token-recovery-http-bind, and then recover the token through the recovery port.',
      ),
      remedy: { kind: 'recoverOperatorToken', server },
    };
  }
  return {
    sentence: l10n.t(
      'The operator token was replaced, but the new token string was never received, so nobody has it. "{0}" is stored on this machine and still works: sign in with it and regenerate again.',
      displayName(other.name),
    ),
    remedy: {
      kind: 'signInAndRegenerate',
      server,
      name: other.name,
      async signIn() {
        const replacedHash = records.find(isOperatorToken)?.hash;
        const current = await tokens.readSignIn(identity);
        if (current.kind === 'token' && (replacedHash === undefined || !current.token.matches(replacedHash))) {
          // The user has since signed in with another token, and this may be its only copy.
          await tokens.preserveSignIn(identity);
        }
        await tokens.storeSignIn(identity, other.token, other.name);
      },
    },
  };
}

async function otherStoredToken(
  identity: string,
  records: readonly TokenRecord[],
  tokens: ServerAccess['tokens'],
): Promise<{ readonly token: Token; readonly name: string } | undefined> {
  for (const { name, hash } of records.filter((record) => !isOperatorToken(record) && isLive(record))) {
    const token = await tokens.findByHashPrefix(identity, hash);
    if (token !== undefined) {
      return { token, name };
    }
  }
  return undefined;
}

function isLive({ expiry }: TokenRecord): boolean {
  return statusAt(expiry, new Date(), 0) !== 'expired';
}
