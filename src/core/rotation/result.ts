import type { Birth, Journal, Left } from './journal.ts';

/** What came of a rotation: names and places, never a string. */
export interface RotationResult {
  readonly token: Pick<Birth, 'name' | 'id' | 'expiry'>;
  /** SHA-512 of that token's string, which is kept here; `null` where nothing was made, or it is gone again. */
  readonly hash: string | null;
  readonly isUndone: boolean;
  readonly replaced: readonly { readonly folder: string; readonly file: string; readonly count: number }[];
  readonly left: readonly Pick<Left, 'folder' | 'file' | 'reason'>[];
  readonly old: 'deleted' | 'later' | 'kept' | 'replaced';
}

/** What came of a rotation that went as far as it could. */
export function resultOf(journal: Journal, old: RotationResult['old']): RotationResult {
  const unwritten = new Set(journal.left.filter(({ wanted }) => wanted).map(placeKey));
  return {
    token: tokenOf(journal),
    hash: madeOf(journal).hash,
    isUndone: false,
    replaced: journal.files
      .filter((file) => !unwritten.has(placeKey(file)))
      .map(({ folder, file, edits }) => ({ folder, file, count: edits.length })),
    left: leftOf(journal.left),
    old,
  };
}

/** What came of an undo: `left` are the files that could not be put back. */
export function undoneResult(journal: Journal, isOldAlive: boolean): RotationResult {
  const dead = journal.kind === 'named' ? 'deleted' : 'replaced';
  const old = isOldAlive ? 'kept' : dead;
  return { token: tokenOf(journal), hash: null, isUndone: true, replaced: [], left: leftOf(journal.left), old };
}

/** The new `_admin` of a bridge is what it was all about. */
function madeOf({ next, operator }: Journal): Birth {
  return operator?.hash == null ? next : operator;
}

function tokenOf(journal: Journal): RotationResult['token'] {
  const { name, id, expiry } = madeOf(journal);
  return { name, id, expiry };
}

function leftOf(left: readonly Left[]): RotationResult['left'] {
  return left.map(({ folder, file, reason }) => ({ folder, file, reason }));
}

function placeKey({ folder, file }: { readonly folder: string; readonly file: string }): string {
  return `${folder}\n${file}`;
}
