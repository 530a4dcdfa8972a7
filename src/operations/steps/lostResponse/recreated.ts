import * as l10n from '@vscode/l10n';
import type { Token } from '../../../core/token/token.ts';
import { displayName } from '../../../core/token/tokenName.ts';
import type { TokenRecord } from '../../../core/token/tokenRecord.ts';
import type { Connection } from '../../../servers/connections.ts';
import { commandOffer } from '../../../ui/prompts/failures.ts';
import { TokenNode } from '../../../ui/servers/nodes.ts';
import type { CheckOutcome } from './sendAndConfirm.ts';
import type { Dependencies } from '../../../commands/dependencies.ts';

/** The outcome if a token whose response was lost has since been recreated, and is stored on this machine. */
export async function recreatedOutcome(
  { server, identity }: Connection,
  record: TokenRecord | undefined,
  { tokens }: Pick<Dependencies, 'tokens'>,
): Promise<CheckOutcome | undefined> {
  if (record === undefined || (await tokens.findByHashPrefix(identity, record.hash)) === undefined) {
    return undefined;
  }
  return {
    sentence: l10n.t(
      '"{0}" was recreated in the meantime, and the new token is stored on this machine.',
      displayName(record.name),
    ),
    offer: commandOffer(l10n.t('Copy Token'), 'influxdb3Tokens.copyToken', new TokenNode(server, record)),
  };
}

/** The token to check with: the current sign-in token, or `before` if there is none. */
export async function currentBearer(
  { identity }: Connection,
  before: Token,
  { tokens }: Pick<Dependencies, 'tokens'>,
): Promise<Token> {
  const signIn = await tokens.readSignIn(identity);
  return signIn.kind === 'token' ? signIn.token : before;
}
