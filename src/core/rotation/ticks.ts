import type { Edit } from '../edits.ts';
import type { FoundFile, Place } from '../foundFile.ts';
import type { LeftReason } from './journal.ts';
import type { Choice } from './ports.ts';

/** One thing that can be done at one place of a file. */
export interface PlaceOption {
  readonly file: FoundFile;
  readonly place: Place;
  /** What is to stand there: the new string, or a reference to the environment in the file's own idiom. */
  readonly writes: 'token' | 'reference';
  readonly edit: Edit;
  /** A fresh secret is not to be committed unawares, and a reference changes how the file is used. */
  readonly isTickedByItself: boolean;
}

/** A file of the list: what can be done at its places; nothing where it can only be listed. */
export interface FileOptions {
  readonly file: FoundFile;
  readonly isTracked: boolean;
  readonly options: readonly PlaceOption[];
}

/** What can be done at the places that hold a token. @param tracked paths of the files that git tracks */
export function optionsFor(files: readonly FoundFile[], tracked: ReadonlySet<string>): FileOptions[] {
  return files.map((file) => {
    const isTracked = file.path !== undefined && tracked.has(file.path);
    const places = file.barrier === undefined && file.path !== undefined ? file.places : [];
    return { file, isTracked, options: places.flatMap((place) => optionsAt(file, place, isTracked)) };
  });
}

function optionsAt(file: FoundFile, place: Place, isTracked: boolean): PlaceOption[] {
  const { start, writing, reference } = place;
  const literal: PlaceOption = {
    file,
    place,
    writes: 'token',
    edit: { start, writing, reference: null },
    isTickedByItself: !isTracked,
  };
  return isTracked && reference !== undefined
    ? [literal, { file, place, writes: 'reference', edit: { start, writing, reference }, isTickedByItself: false }]
    : [literal];
}

/** Nothing is to be rewritten, and nothing was to be. */
export function nothingChosen(files: readonly FileOptions[]): Choice {
  const { left } = choiceOf(files, new Set());
  return { chosen: [], left: left.map((one) => ({ ...one, wanted: false })) };
}

/**
 * What is ticked, as a rotation takes it. Where both are ticked at one place, the reference is: it leaks nothing. A file
 * that cannot be rewritten at all counts as wanted, because nobody could tick it: it keeps the old token alive.
 * @param toBeSaved paths of the files that the person wanted to be saved and rewritten
 */
export function choiceOf(
  files: readonly FileOptions[],
  ticked: ReadonlySet<PlaceOption>,
  toBeSaved: ReadonlySet<string> = new Set(),
): Choice {
  const chosen: { file: FoundFile; edits: Edit[] }[] = [];
  const left: { file: FoundFile; reason: LeftReason; wanted: boolean }[] = [];
  for (const { file, isTracked, options } of files) {
    // The last of a place is what stays, and its reference comes behind its string.
    const edits = new Map(options.filter((option) => ticked.has(option)).map(({ edit }) => [edit.start, edit]));
    if (edits.size > 0) {
      chosen.push({ file, edits: [...edits.values()] });
    }
    if (edits.size < file.places.length) {
      // Of what is not saved, the person said that it is to be left.
      const isLeftByPerson = file.barrier === 'unsaved' && !toBeSaved.has(file.path ?? '');
      const wanted = file.barrier !== undefined && !isLeftByPerson;
      left.push({ file, reason: file.barrier ?? (isTracked ? 'tracked' : 'unticked'), wanted });
    }
  }
  return { chosen, left };
}
