import * as l10n from '@vscode/l10n';
import { UserError } from '../core/errors.ts';
import { replaceableKind, type ReplaceableKind } from '../core/token/replaceable.ts';
import { displayName } from '../core/token/tokenName.ts';
import { isOperatorToken } from '../core/token/tokenRecord.ts';
import type { Journal } from './journal.ts';
import type { TokenListing } from './listing.ts';

/** The kind of the old token. Journals of earlier versions don't have it, so the list must show it. @throws UserError */
export function replacedKind({ old }: Journal, { records }: TokenListing): ReplaceableKind {
  if (old.kind !== undefined) {
    return old.kind;
  }
  // Regenerating the operator token changes its hash, but not what it's allowed to do.
  const record = records.find(
    ({ name, hash }) => name === old.name && (isOperatorToken(old) || hash === old.listedHash),
  );
  if (record === undefined) {
    throw new UserError(
      l10n.t(
        'The server no longer lists "{0}", so its permissions can\'t be checked. Undo the rotation.',
        displayName(old.name),
      ),
    );
  }
  return replaceableKind(record);
}
