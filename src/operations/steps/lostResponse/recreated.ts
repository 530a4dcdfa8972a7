import * as l10n from '@vscode/l10n';
import { displayName } from '../../../core/token/tokenName.ts';
import type { TokenRecord } from '../../../core/token/tokenRecord.ts';
import type { Connection } from '../../../servers/connections.ts';
import type { ServerAccess } from '../../ports.ts';
import type { CheckOutcome } from './sendAndCheck.ts';

/** The outcome if a token whose response was lost has since been recreated, and is stored on this machine. */
export async function recreatedOutcome(
  { server, identity }: Connection,
  record: TokenRecord | undefined,
  { tokens }: ServerAccess,
): Promise<CheckOutcome | undefined> {
  if (record === undefined || (await tokens.findByHashPrefix(identity, record.hash)) === undefined) {
    return undefined;
  }
  return {
    sentence: l10n.t(
      '"{0}" was recreated in the meantime, and the new token is stored on this machine.',
      displayName(record.name),
    ),
    remedy: { kind: 'copyToken', server, record },
  };
}
