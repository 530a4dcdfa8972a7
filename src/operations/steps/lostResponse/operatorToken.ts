import * as l10n from '@vscode/l10n';
import type { Server } from '../../../core/server/serverList.ts';
import type { Token } from '../../../core/token/token.ts';
import { displayName } from '../../../core/token/tokenName.ts';
import { isOperatorToken, statusAt, type TokenRecord } from '../../../core/token/tokenRecord.ts';
import type { Connection } from '../../../servers/connections.ts';
import { commandOffer, type Offer } from '../../../ui/prompts/failures.ts';
import { ServerNode } from '../../../ui/servers/nodes.ts';
import type { CheckOutcome } from './sendAndConfirm.ts';
import type { Dependencies } from '../../../commands/dependencies.ts';

/** @param records the list before the change, if the sign-in token no longer works; otherwise `undefined` */
export async function operatorTokenLost(
  connection: Connection,
  records: readonly TokenRecord[] | undefined,
  deps: Pick<Dependencies, 'tokens'>,
): Promise<CheckOutcome> {
  const { server, identity } = connection;
  if (records === undefined) {
    return {
      sentence: l10n.t(
        "The operator token was replaced, but the new token string was never received, so nobody has it. Regenerate it again: the token you're signed in with still works.",
      ),
      offer: regenerateOffer(server, l10n.t('Regenerate Token Again')),
    };
  }
  const other = await otherStoredToken(identity, records, deps);
  if (other === undefined) {
    return {
      sentence: l10n.t(
        'The operator token was replaced, but the new token string was never received, so nobody has it. Restart the server with --admin-token-recovery-http-bind, and then recover the token through the recovery port.',
      ),
      offer: commandOffer(
        l10n.t('Recover Operator Token'),
        'influxdb3Tokens.recoverOperatorToken',
        new ServerNode(server),
      ),
    };
  }
  const name = displayName(other.name);
  const regenerate = regenerateOffer(server, l10n.t('Sign In with "{0}" and Regenerate', name));
  return {
    sentence: l10n.t(
      'The operator token was replaced, but the new token string was never received, so nobody has it. "{0}" is stored on this machine and still works: sign in with it and regenerate again.',
      name,
    ),
    offer: {
      label: regenerate.label,
      async run() {
        const replacedHash = records.find(isOperatorToken)?.hash;
        const current = await deps.tokens.readSignIn(identity);
        if (current.kind === 'token' && (replacedHash === undefined || !current.token.matches(replacedHash))) {
          // The user has since signed in with another token, and this may be its only copy.
          await deps.tokens.preserveSignIn(identity);
        }
        await deps.tokens.storeSignIn(identity, other.token, other.name);
        await regenerate.run();
      },
    },
  };
}

async function otherStoredToken(
  identity: string,
  records: readonly TokenRecord[],
  { tokens }: Pick<Dependencies, 'tokens'>,
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

export function regenerateOffer(server: Server, label: string): Offer {
  return commandOffer(label, 'influxdb3Tokens.regenerateOperatorToken', new ServerNode(server));
}
