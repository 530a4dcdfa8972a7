import type { PlannedToken, Journal, SkippedFile } from './journal.ts';

export interface RotationResult {
  readonly token: Pick<PlannedToken, 'name' | 'id' | 'expiry'>;
  /** The tokens that were created. After an undo, one of them may have been deleted. */
  readonly created: readonly { readonly name: string; readonly hash: string }[];
  readonly isUndone: boolean;
  readonly replaced: readonly { readonly folder: string; readonly file: string; readonly count: number }[];
  readonly left: readonly Pick<SkippedFile, 'folder' | 'file' | 'reason' | 'backup'>[];
  readonly old: 'deleted' | 'later' | 'kept' | 'replaced';
}

/** Files that should have been updated. In a file with an encoded token, the other occurrences were. */
export function notUpdatedPaths({ left }: Pick<Journal, 'left'>): ReadonlySet<string | null> {
  return new Set(left.filter(({ wanted, reason }) => wanted && reason !== 'encoded').map(({ path }) => path));
}

export function finishedResult(journal: Journal, old: RotationResult['old']): RotationResult {
  const failedPaths = notUpdatedPaths(journal);
  return {
    token: newToken(journal),
    created: createdTokens(journal),
    isUndone: false,
    replaced: journal.files
      .filter(({ path }) => !failedPaths.has(path))
      .map(({ folder, file, edits }) => ({ folder, file, count: edits.length })),
    left: skippedFiles(journal.left),
    old,
  };
}

export function undoneResult(journal: Journal, isOldValid: boolean): RotationResult {
  const invalidBecause = journal.kind === 'named' ? 'deleted' : 'replaced';
  const old = isOldValid ? 'kept' : invalidBecause;
  return {
    token: newToken(journal),
    created: createdTokens(journal),
    isUndone: true,
    replaced: [],
    left: skippedFiles(journal.left),
    old,
  };
}

/** For a bridge rotation, this is the regenerated `_admin`. */
function newToken({ next, operator }: Journal): RotationResult['token'] {
  const { name, id, expiry } = operator?.hash == null ? next : operator;
  return { name, id, expiry };
}

function createdTokens({ next, operator }: Journal): RotationResult['created'] {
  return [next, operator].flatMap((token) => (token?.hash == null ? [] : [{ name: token.name, hash: token.hash }]));
}

function skippedFiles(left: readonly SkippedFile[]): RotationResult['left'] {
  return left.map(({ folder, file, reason, backup }) => ({
    folder,
    file,
    reason,
    ...(backup === undefined ? {} : { backup }),
  }));
}
