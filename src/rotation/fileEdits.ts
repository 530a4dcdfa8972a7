import { applyEdits, revertChangedFile, revertEdits, type Edit } from '../content/edits.ts';
import { searchTokens, type FoundFile } from '../content/foundFile.ts';
import { TooManyCandidates } from '../content/tokensInText.ts';
import { fingerprintInSteps } from '../content/wholeBytes.ts';
import { withPauses } from '../core/pauses.ts';
import type { JournalFile } from './journal.ts';
import type { FileUpdateResult } from './ports.ts';
import type { Token } from '../core/token/token.ts';
import { Original } from '../files/replace/original.ts';
import { replaceResultOf, type NotReplaced, type ReplaceResult } from '../files/replace/replaceResult.ts';
import { replaceFile, type FileGuard } from '../files/replace/replaceFile.ts';

/** @throws the signal's reason */
export async function planUpdate(
  { folder, file, path, fingerprint: before }: FoundFile,
  edits: readonly Edit[],
  old: Token,
  next: Token,
  signal?: AbortSignal,
): Promise<JournalFile | NotReplaced> {
  if (path === undefined) {
    return 'gone';
  }
  try {
    const original = await Original.read(path);
    const { bytes } = original;
    const isFound = (await withPauses(fingerprintInSteps(bytes), signal)) === before;
    const updated = isFound ? await withPauses(applyEdits(bytes, edits, old, next), signal) : undefined;
    if (updated === undefined) {
      return 'changed';
    }
    // Only opening the file shows, for example, that bytes may only be appended to it.
    await (await original.openForWriting()).close();
    const after = await withPauses(fingerprintInSteps(updated), signal);
    return { folder, file, path, before, after, edits: [...edits] };
  } catch (error) {
    return replaceResultOf(error);
  }
}

/** @throws the signal's reason, if the write hasn't begun */
export async function updateFile(file: JournalFile, old: Token, next: Token, guard: FileGuard): Promise<ReplaceResult> {
  const { path, before, after, edits } = file;
  const transform = (bytes: Buffer) => withPauses(applyEdits(bytes, edits, old, next), guard.signal);
  return guard.isUnsaved(path) ? 'unsaved' : replaceFile(path, before, after, transform, guard);
}

/** In a file that has changed, references stay, because their positions are no longer known, and so do encoded tokens. */
export async function restoreFile(
  file: JournalFile,
  old: Token,
  next: Token,
  guard: FileGuard,
): Promise<FileUpdateResult> {
  const { path, before, after, edits } = file;
  const { signal } = guard;
  if (guard.isUnsaved(path)) {
    return 'unsaved';
  }
  const bytes = await Original.read(path).then((original) => original.bytes, replaceResultOf);
  if (typeof bytes === 'string') {
    return bytes;
  }
  const current = await withPauses(fingerprintInSteps(bytes), signal);
  if (current === before) {
    return 'already';
  }
  const undo = current === after ? revertEdits : revertChangedFile;
  const restored = await withPauses(undo(bytes, edits, old, next), signal);
  const isRemaining = current !== after && (await containsToken(restored ?? bytes, next, signal));
  if (restored === undefined) {
    return isRemaining || edits.some(({ reference }) => reference !== null) ? 'changed' : 'already';
  }
  const wanted = await withPauses(fingerprintInSteps(restored), signal);
  const outcome = await replaceFile(path, current, wanted, () => Promise.resolve(restored), guard);
  const hasUnrestoredReference = current !== after && edits.some(({ reference }) => reference !== null);
  return (isRemaining || hasUnrestoredReference) && (outcome === 'written' || outcome === 'already')
    ? 'changed'
    : outcome;
}

/** Whether it does in any encoding. A text with too many candidates counts as one that does. */
async function containsToken(bytes: Buffer, { hash }: Token, signal?: AbortSignal): Promise<boolean> {
  try {
    const { tokens } = await withPauses(
      searchTokens(bytes, (token) => token.hash === hash),
      signal,
    );
    return tokens.some(({ token }) => token.hash === hash);
  } catch (error) {
    if (error instanceof TooManyCandidates) {
      return true;
    }
    throw error;
  }
}
