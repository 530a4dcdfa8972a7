import * as l10n from '../../core/l10n.ts';
import { UserError } from '../../core/errors.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import type { Person } from '../person.ts';

/** A token by its name. With a hash, it must still be the same token: names can be reused. */
export interface TokenSelection {
  readonly name: string;
  readonly hash?: string;
}

export async function chooseToken(
  selection: TokenSelection | undefined,
  records: readonly TokenRecord[],
  title: l10n.DisplayText,
  person: Person,
  offered: readonly TokenRecord[] = records,
): Promise<TokenRecord> {
  if (selection === undefined) {
    return person.pickToken(offered, title);
  }
  const name = displayName(selection.name);
  const record = records.find((candidate) => candidate.name === selection.name);
  if (record === undefined) {
    throw new UserError(l10n.t('The server has no token named "{0}". It might already have been deleted.', name));
  }
  if (selection.hash !== undefined && selection.hash !== record.hash) {
    throw new UserError(
      l10n.t('"{0}" is now a different token: it was recreated elsewhere. Refresh the list and try again.', name),
    );
  }
  return record;
}
