import * as l10n from '@vscode/l10n';
import { displayName } from '../../core/token/tokenName.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import { UserError } from '../../core/errors.ts';
import { TokenNode } from '../../ui/servers/nodes.ts';
import { pickToken } from '../../ui/prompts/pick.ts';
import type { Call } from '../../commands/command.ts';

/** The token of the arguments or row if still listed, or the one that the user picks. @throws UserError, Cancelled */
export async function chooseToken(
  { node, args }: Call,
  records: readonly TokenRecord[],
  title: string,
  warningDays: number,
  offered: readonly TokenRecord[] = records,
): Promise<TokenRecord> {
  const row = node instanceof TokenNode ? node.record : undefined;
  const name = args.name ?? row?.name;
  if (name === undefined) {
    return pickToken(offered, title, warningDays);
  }
  const record = records.find((candidate) => candidate.name === name);
  if (record === undefined) {
    throw new UserError(
      l10n.t('The server has no token named "{0}". It might already have been deleted.', displayName(name)),
    );
  }
  if (row !== undefined && row.hash !== record.hash) {
    throw new UserError(
      l10n.t(
        '"{0}" is now a different token: it was recreated elsewhere. Refresh the list and try again.',
        displayName(name),
      ),
    );
  }
  return record;
}
