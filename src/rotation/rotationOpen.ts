import * as l10n from '@vscode/l10n';
import type { Journal } from '../core/rotation/journal.ts';
import { whatIsTrue } from '../core/rotation/stopped.ts';
import { shownName } from '../core/tokenName.ts';
import { UserError } from '../core/userError.ts';
import type { RotationStore } from '../servers/rotationStore.ts';

/** Thrown where something would get in the way of a rotation that has not ended; shown with ways to end it. */
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

/**
 * Keeps others away from the tokens of a rotation that has not ended: its old and its new one.
 * @param names of the tokens that are to be changed; all of the server's where it is left out
 * @throws RotationOpen; UserError where a window is at work on it
 */
export async function refuseOpen(
  identity: string,
  names: readonly string[] | undefined,
  rotations: RotationStore,
): Promise<void> {
  await rotations.refresh();
  const open = rotations.touching(identity, names);
  if (open === undefined) {
    return;
  }
  if (await rotations.isLocked(open)) {
    throw new UserError(
      l10n.t('"{0}" is being rotated already, in this window or in another one.', shownName(open.old.name)),
    );
  }
  throw new RotationOpen(open);
}
