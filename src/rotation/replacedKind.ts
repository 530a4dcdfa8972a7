import { adminKind, replaceableKind, type ReplaceableKind } from '../core/token/replaceable.ts';
import { isOperatorToken } from '../core/token/tokenRecord.ts';
import type { Journal } from './journal.ts';
import { notListedError, type TokenListing } from './listing.ts';

/**
 * The kind of the old token. Journals of earlier versions don't have it, so the list must show it. They all create admin
 * tokens.
 * @throws UserError
 */
export function replacedKind(journal: Journal, { records }: TokenListing): ReplaceableKind {
  const { old } = journal;
  if (old.kind !== undefined) {
    return old.kind;
  }
  // Regenerating the operator token changes its hash, but not what it's allowed to do.
  const record = records.find(
    ({ name, hash }) => name === old.name && (isOperatorToken(old) || hash === old.listedHash),
  );
  if (record === undefined) {
    throw notListedError(journal);
  }
  return adminKind(replaceableKind(record), old);
}
