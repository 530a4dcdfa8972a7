import * as l10n from '@vscode/l10n';
import type { Journal } from '../core/rotation/journal.ts';
import { whatIsTrue } from '../core/rotation/stopped.ts';
import { shownName } from '../core/tokenName.ts';
import { UserError } from '../core/userError.ts';

/** Thrown where a rotation is to begin and another of the same token has not ended; shown with ways to end it. */
export class RotationOpen extends UserError {
  override readonly name = 'RotationOpen';
  readonly journal: Journal;

  constructor(journal: Journal) {
    super(
      [
        l10n.t('A rotation of "{0}" has not ended: finish or undo it first.', shownName(journal.old.name)),
        ...whatIsTrue(journal),
      ].join(' '),
    );
    this.journal = journal;
  }
}
