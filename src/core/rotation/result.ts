import type { Birth, Journal, Left } from './journal.ts';

/** What came of a rotation: names and places, never a string. */
export interface RotationResult {
  readonly token: Pick<Birth, 'name' | 'id' | 'expiry'>;
  /** The tokens that were made; after an undo one of them may be gone. */
  readonly made: readonly { readonly name: string; readonly hash: string }[];
  readonly isUndone: boolean;
  readonly replaced: readonly { readonly folder: string; readonly file: string; readonly count: number }[];
  readonly left: readonly Pick<Left, 'folder' | 'file' | 'reason'>[];
  readonly old: 'deleted' | 'later' | 'kept' | 'replaced';
}

/** What came of a rotation that went as far as it could. */
export function resultOf(journal: Journal, old: RotationResult['old']): RotationResult {
  const unwritten = new Set(journal.left.filter(({ wanted }) => wanted).map(({ path }) => path));
  return {
    token: tokenOf(journal),
    made: madeOf(journal),
    isUndone: false,
    replaced: journal.files
      .filter(({ path }) => !unwritten.has(path))
      .map(({ folder, file, edits }) => ({ folder, file, count: edits.length })),
    left: leftOf(journal.left),
    old,
  };
}

/** What came of an undo: `left` are the files that could not be put back. */
export function undoneResult(journal: Journal, isOldAlive: boolean): RotationResult {
  const dead = journal.kind === 'named' ? 'deleted' : 'replaced';
  const old = isOldAlive ? 'kept' : dead;
  return {
    token: tokenOf(journal),
    made: madeOf(journal),
    isUndone: true,
    replaced: [],
    left: leftOf(journal.left),
    old,
  };
}

/** The new `_admin` of a bridge is what it was all about. */
function tokenOf({ next, operator }: Journal): RotationResult['token'] {
  const { name, id, expiry } = operator?.hash == null ? next : operator;
  return { name, id, expiry };
}

function madeOf({ next, operator }: Journal): RotationResult['made'] {
  return [next, operator].flatMap((birth) => (birth?.hash == null ? [] : [{ name: birth.name, hash: birth.hash }]));
}

function leftOf(left: readonly Left[]): RotationResult['left'] {
  return left.map(({ folder, file, reason }) => ({ folder, file, reason }));
}
