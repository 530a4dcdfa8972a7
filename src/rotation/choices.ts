import type { Edit } from '../content/edits.ts';
import type { FoundFile, Occurrence } from '../content/foundFile.ts';
import { isUpdatable, type Updatable } from '../content/tokenEncoding.ts';
import type { Choice } from './ports.ts';

export interface OccurrenceOption {
  readonly file: FoundFile;
  readonly occurrence: Occurrence;
  /** The new token, or a reference to an environment variable in the file's own syntax. */
  readonly writes: 'token' | 'reference';
  readonly edit: Edit;
  /** False in files that Git tracks: a secret must not be committed by accident, and a reference needs its variable. */
  readonly selectedByDefault: boolean;
}

export interface FileOptions {
  readonly file: FoundFile;
  readonly isTracked: boolean;
  readonly options: readonly OccurrenceOption[];
}

export function optionsFor(files: readonly FoundFile[], tracked: ReadonlySet<string>): FileOptions[] {
  return files.map((file) => {
    const isTracked = file.path !== undefined && tracked.has(file.path);
    const updatable = file.barrier === undefined && file.path !== undefined ? file.occurrences.filter(isUpdatable) : [];
    return { file, isTracked, options: updatable.flatMap((occurrence) => optionsAt(file, occurrence, isTracked)) };
  });
}

function optionsAt(file: FoundFile, occurrence: Updatable<Occurrence>, isTracked: boolean): OccurrenceOption[] {
  const { start, writing, reference } = occurrence;
  const literal: OccurrenceOption = {
    file,
    occurrence,
    writes: 'token',
    edit: { start, writing, reference: null },
    selectedByDefault: !isTracked,
  };
  return isTracked && reference !== undefined
    ? [
        literal,
        {
          file,
          occurrence,
          writes: 'reference',
          edit: { start, writing, reference },
          selectedByDefault: false,
        },
      ]
    : [literal];
}

/** No file is updated, and none keeps the old token from being deleted. */
export function chooseNothing(files: readonly FileOptions[]): Choice {
  const skipped = toChoice(files, new Set()).skipped.map(({ file, reason }): Choice['skipped'][number] => ({
    file,
    reason,
    wasSelected: false,
  }));
  return { updates: [], skipped };
}

/**
 * A file that can't be updated, or not everywhere, counts as selected, so that the old token isn't deleted while the
 * file contains it.
 */
export function toChoice(
  files: readonly FileOptions[],
  selected: ReadonlySet<OccurrenceOption>,
  toSave: ReadonlySet<string> = new Set(),
): Choice {
  const updates: Choice['updates'][number][] = [];
  const skipped: Choice['skipped'][number][] = [];
  for (const { file, isTracked, options } of files) {
    // If both options of an occurrence are selected, the reference comes last and is used, because it leaks nothing.
    const edits = new Map(options.filter((option) => selected.has(option)).map(({ edit }) => [edit.start, edit]));
    if (edits.size > 0) {
      updates.push({ file, edits: [...edits.values()] });
    }
    if (edits.size < file.occurrences.length) {
      const isLeftUnsavedByUser = file.barrier === 'unsaved' && !toSave.has(file.path ?? '');
      const obstacle = file.barrier ?? (file.occurrences.every(isUpdatable) ? undefined : 'encoded');
      skipped.push({
        file,
        reason: obstacle ?? (isTracked ? 'tracked' : 'unticked'),
        wasSelected: obstacle !== undefined && !isLeftUnsavedByUser,
      });
    }
  }
  return { updates, skipped };
}
