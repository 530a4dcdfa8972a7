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
        l10n.t('A rotation of "{0}" is still in progress. Finish or undo it first.', shownName(journal.old.name)),
        ...whatIsTrue(journal),
      ].join(' '),
    );
    this.journal = journal;
  }
}

/**
 * Keeps others away from the tokens of a rotation that has not ended: its old and its new one.
 * @param names of the tokens that are to be changed; all of the server's where it is left out
 * @param locked name of the token whose lock the caller holds
 * @throws RotationOpen; UserError where a window is at work on it
 */
export async function refuseOpen(
  identity: string,
  names: readonly string[] | undefined,
  rotations: RotationStore,
  locked?: string,
): Promise<void> {
  await rotations.refresh();
  const open = rotations.touching(identity, names);
  if (open === undefined) {
    return;
  }
  if (open.old.name !== locked && (await rotations.isLocked(open))) {
    throw isBeingRotated(open.old.name);
  }
  throw new RotationOpen(open);
}

/**
 * Changes a token while no rotation of it can begin, in this window or another one.
 * @throws RotationOpen, UserError where one has not ended; what `work` throws
 */
export async function withoutRotation<Result>(
  identity: string,
  name: string,
  rotations: RotationStore,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await rotations.lock({ server: { identity }, old: { name } });
  if (lock === undefined) {
    throw isBeingRotated(name);
  }
  try {
    await refuseOpen(identity, [name], rotations, name);
    return await work();
  } finally {
    await lock.release();
  }
}

export function isBeingRotated(name: string): UserError {
  return new UserError(l10n.t('"{0}" is already being rotated in this or another window.', shownName(name)));
}
