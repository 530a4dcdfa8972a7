import * as l10n from '../../core/l10n.ts';
import { Canceled } from '../../core/errors.ts';
import type { Server } from '../../core/server/server.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../../core/token/tokenRecord.ts';
import type { Person } from '../../operations/person.ts';
import type { Journal } from '../../rotation/journal.ts';
import type { SearchResult } from '../../rotation/ports.ts';

export async function confirmRecreate(record: TokenRecord, server: Server, person: Person): Promise<void> {
  const name = displayName(record.name);
  await person.confirm(
    isOperatorToken(record)
      ? {
          message: l10n.t('Regenerate the operator token for {0} again?', server.name),
          urls: [server.url],
          detail: l10n.t(
            "The operator token was replaced, but the new one isn't stored on this machine. If this rotation replaced it, its token string is lost unless you saved it elsewhere. If someone else replaced it, their token stops working.",
          ),
          confirmLabel: l10n.t('Regenerate Token'),
        }
      : {
          message: l10n.t('Delete "{0}" from {1} and recreate it?', name, server.name),
          urls: [server.url],
          detail: l10n.t(
            "The server has a token with this name, but it isn't stored on this machine. If this rotation created it, its token string is lost unless you saved it elsewhere. If someone else created it, their token stops working.",
          ),
          confirmLabel: l10n.t('Delete and Recreate'),
        },
  );
}

/** After an undo, asks whether to delete the new token. Dismissing the question keeps it. */
export async function askToDeleteNewToken(
  usage: SearchResult,
  { next, old, server }: Journal,
  person: Person,
): Promise<boolean> {
  const warning = l10n.t(
    "Its token string isn't stored on this machine, so there's no way to tell whether this rotation created it.",
  );
  const question = {
    message: l10n.t(
      'The rotation of "{0}" was undone. Delete the new token "{1}"?',
      displayName(old.name),
      displayName(next.name),
    ),
    urls: [server.url],
    ...(next.hash === null ? { detail: warning } : {}),
    usage,
    confirmLabel: l10n.t('Delete New Token'),
  };
  try {
    return (await person.choose(question, l10n.t('Keep New Token'))) === question.confirmLabel;
  } catch (error) {
    if (error instanceof Canceled) {
      return false;
    }
    throw error;
  }
}
