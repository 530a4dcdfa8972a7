import * as l10n from '../core/l10n.ts';
import { displayName } from '../core/token/tokenName.ts';
import { Canceled, toError, UserError } from '../core/errors.ts';
import type { Journal } from './journal.ts';

/** A rotation can't continue now. Its journal stays, so that it can be finished or undone at any time. */
export class RotationStopped extends UserError {
  override readonly name = 'RotationStopped';
  readonly journal: Journal;
  /** Whether the user canceled it, so that it isn't shown as an error. */
  readonly isCanceled: boolean;

  constructor(journal: Journal, thrown: unknown) {
    const cause = toError(thrown);
    const isCanceled = cause instanceof Canceled;
    const reason = cause instanceof UserError ? cause.message : l10n.t('See the log for details.');
    const stopped = l10n.t('The rotation of "{0}" on {1} stopped.', displayName(journal.old.name), journal.server.name);
    super(l10n.join([stopped, ...(isCanceled ? [] : [reason]), ...describeState(journal)], ' '), { cause });
    this.journal = journal;
    this.isCanceled = isCanceled;
  }
}

/** Two sentences: the state of a rotation that hasn't ended, and what finishing or undoing it does. */
export function describeState({ stage, kind, old, next, due }: Journal): readonly [l10n.DisplayText, l10n.DisplayText] {
  const oldName = displayName(old.name);
  const nextName = displayName(next.name);
  switch (stage) {
    case 'creating':
      return [
        kind === 'operator'
          ? l10n.t('The operator token might already have been replaced. No files were changed.')
          : l10n.t(
              '"{0}" might already have been created. "{1}" still works, and no files were changed.',
              nextName,
              oldName,
            ),
        l10n.t('When you finish the rotation, the extension checks the server first and never creates a second token.'),
      ];
    case 'placing':
      return [
        kind === 'operator'
          ? l10n.t(
              'The operator token was replaced, and the new one is stored on this machine. Files still contain the old one.',
            )
          : l10n.t(
              '"{0}" was created and is stored on this machine. "{1}" still works, and no files were changed.',
              nextName,
              oldName,
            ),
        l10n.t('To finish, select which occurrences to update.'),
      ];
    case 'writing':
      return [
        l10n.t(
          'The new token "{0}" is stored on this machine. Files contain the old token or the new one, and one of them might be only partly updated.',
          nextName,
        ),
        l10n.t('When you finish the rotation, the extension updates the remaining files.'),
      ];
    case 'retiring':
    case 'waiting':
      if (kind === 'operator') {
        return operatorReplacedText();
      }
      return [
        l10n.t('The selected files were updated. "{0}" still works.', oldName),
        due === null
          ? l10n.t('To finish, choose what happens to the old token.')
          : l10n.t("You'll be asked again before the old token stops working."),
      ];
    case 'ending':
      if (kind === 'operator') {
        return operatorReplacedText();
      }
      return [
        l10n.t('The selected files were updated. The old token might no longer work.'),
        kind === 'bridge'
          ? l10n.t(
              "When you finish the rotation, the extension checks the server first, and then regenerates the operator token if that hasn't been done yet.",
            )
          : l10n.t(
              "When you finish the rotation, the extension checks the server first, and then deletes what's no longer needed.",
            ),
      ];
    case 'forgetting':
      return [
        l10n.t('Everything is done, but the old token might still be stored on this machine.'),
        l10n.t('When you finish the rotation, the extension deletes it from this machine.'),
      ];
    case 'undoing':
      return [
        l10n.t('Some files contain the old token again.'),
        l10n.t('The rotation can only be undone, which restores the remaining files.'),
      ];
  }
}

/** The old operator token stopped working when it was regenerated, so finishing requires no confirmation. */
function operatorReplacedText(): readonly [l10n.DisplayText, l10n.DisplayText] {
  return [
    l10n.t('The selected files were updated, and the old token no longer works.'),
    l10n.t(
      "When you finish the rotation, the extension checks the server first, and then deletes what's no longer needed.",
    ),
  ];
}
