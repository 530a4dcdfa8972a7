import * as l10n from '../core/l10n.ts';
import type { Journal } from './journal.ts';
import { describeState } from './stopped.ts';
import { displayName } from '../core/token/tokenName.ts';
import { UserError } from '../core/errors.ts';
import { rotatingElsewhereError, type OpenRotations } from './openRotations.ts';

/** Shown with buttons to finish or undo the rotation that prevents the change. */
export class RotationInProgressError extends UserError {
  override readonly name = 'RotationInProgressError';
  readonly journal: Journal;

  constructor(journal: Journal) {
    super(
      l10n.join(
        [
          l10n.t('"{0}" has an unfinished rotation. Finish or undo it first.', displayName(journal.old.name)),
          ...describeState(journal),
        ],
        ' ',
      ),
    );
    this.journal = journal;
  }
}

/** `names` is `undefined` for all tokens of the server. `lockedName` is the token whose lock the caller holds. */
export async function assertNoOpenRotation(
  identity: string,
  names: readonly string[] | undefined,
  rotations: OpenRotations,
  lockedName?: string,
): Promise<void> {
  await rotations.refresh();
  const open = rotations.findInvolving(identity, names);
  if (open === undefined) {
    return;
  }
  const { name } = open.old;
  const holder = name === lockedName ? undefined : await rotations.holderOf(open);
  if (holder !== undefined) {
    throw holder === 'thisHost' ? alreadyRotatingError(name) : rotatingElsewhereError(name, holder);
  }
  throw new RotationInProgressError(open);
}

/** No rotation of the token can begin during `work`. @throws RotationInProgressError if one is open */
export async function withTokenLocked<Result>(
  identity: string,
  name: string,
  rotations: OpenRotations,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await rotations.lock({ server: { identity }, old: { name } });
  if (lock === undefined) {
    throw alreadyRotatingError(name);
  }
  try {
    await assertNoOpenRotation(identity, [name], rotations, name);
    return await work();
  } finally {
    await lock.release();
  }
}

export function alreadyRotatingError(name: string): UserError {
  return new UserError(l10n.t('"{0}" is already being rotated in this or another window.', displayName(name)));
}
