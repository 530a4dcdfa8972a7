import { fingerprint, applyEdits, revertChangedFile, revertEdits, type Edit } from '../content/edits.ts';
import { searchTokens, type FoundFile } from '../content/foundFile.ts';
import { TooManyCandidates, withoutPauses } from '../content/tokensInText.ts';
import type { JournalFile } from './journal.ts';
import type { FileUpdateResult } from './ports.ts';
import type { Token } from '../core/token/token.ts';
import type { BackupPlace } from '../files/replace/backupPlace.ts';
import { Original } from '../files/replace/original.ts';
import { replaceResultOf, type NotReplaced, type ReplaceResult } from '../files/replace/replaceResult.ts';
import { replaceFile } from '../files/replace/replaceFile.ts';

interface FileGuard {
  readonly place: BackupPlace;
  readonly isUnsaved: (path: string) => boolean;
}

export async function planUpdate(
  { folder, file, path, fingerprint: before }: FoundFile,
  edits: readonly Edit[],
  old: Token,
  next: Token,
): Promise<JournalFile | NotReplaced> {
  if (path === undefined) {
    return 'gone';
  }
  try {
    const original = await Original.read(path);
    const updated = fingerprint(original.bytes) === before ? applyEdits(original.bytes, edits, old, next) : undefined;
    if (updated === undefined) {
      return 'changed';
    }
    // Only opening the file shows, for example, that bytes may only be appended to it.
    await (await original.openForWriting()).close();
    return { folder, file, path, before, after: fingerprint(updated), edits: [...edits] };
  } catch (error) {
    return replaceResultOf(error);
  }
}

export async function updateFile(
  file: JournalFile,
  old: Token,
  next: Token,
  { place, isUnsaved }: FileGuard,
): Promise<ReplaceResult> {
  const { path, before, after, edits } = file;
  return isUnsaved(path)
    ? 'unsaved'
    : replaceFile(path, before, after, (bytes) => applyEdits(bytes, edits, old, next), place, isUnsaved);
}

/** In a file that has changed, references stay, because their positions are no longer known, and so do encoded tokens. */
export async function restoreFile(
  file: JournalFile,
  old: Token,
  next: Token,
  { place, isUnsaved }: FileGuard,
): Promise<FileUpdateResult> {
  const { path, before, after, edits } = file;
  if (isUnsaved(path)) {
    return 'unsaved';
  }
  const bytes = await Original.read(path).then((original) => original.bytes, replaceResultOf);
  if (typeof bytes === 'string') {
    return bytes;
  }
  const current = fingerprint(bytes);
  if (current === before) {
    return 'already';
  }
  const restored =
    current === after ? revertEdits(bytes, edits, old, next) : revertChangedFile(bytes, edits, old, next);
  const isRemaining = current !== after && containsToken(restored ?? bytes, next);
  if (restored === undefined) {
    return isRemaining || edits.some(({ reference }) => reference !== null) ? 'changed' : 'already';
  }
  const outcome = await replaceFile(path, current, fingerprint(restored), () => restored, place, isUnsaved);
  const hasUnrestoredReference = current !== after && edits.some(({ reference }) => reference !== null);
  return (isRemaining || hasUnrestoredReference) && (outcome === 'written' || outcome === 'already')
    ? 'changed'
    : outcome;
}

/** Whether it does in any encoding. A text with too many candidates counts as one that does. */
function containsToken(bytes: Buffer, { hash }: Token): boolean {
  try {
    const { tokens } = withoutPauses(searchTokens(bytes, (token) => token.hash === hash));
    return tokens.some(({ token }) => token.hash === hash);
  } catch (error) {
    if (error instanceof TooManyCandidates) {
      return true;
    }
    throw error;
  }
}
