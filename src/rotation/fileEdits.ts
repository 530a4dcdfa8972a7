import { readFile, stat } from 'node:fs/promises';
import { fingerprint, applyEdits, revertEdits, replaceToken, type Edit } from '../content/edits.ts';
import type { FoundFile } from '../content/foundFile.ts';
import type { JournalFile } from './journal.ts';
import type { FileUpdateResult } from './ports.ts';
import type { Token } from '../core/token/token.ts';
import { replaceResultOf, type ReplaceResult } from '../files/replace/replaceResult.ts';
import { replaceFile } from '../files/replace/replaceFile.ts';

export interface FileGuard {
  readonly siblingName: string;
  readonly isUnsaved: (path: string) => boolean;
}

export async function planUpdate(
  { folder, file, path, fingerprint: before }: FoundFile,
  edits: readonly Edit[],
  old: Token,
  next: Token,
): Promise<JournalFile | Exclude<ReplaceResult, 'written' | 'already'>> {
  if (path === undefined) {
    return 'gone';
  }
  const bytes = await read(path);
  if (typeof bytes === 'string') {
    return bytes;
  }
  const updated = fingerprint(bytes) === before ? applyEdits(bytes, edits, old, next) : undefined;
  return updated === undefined
    ? 'changed'
    : { folder, file, path, before, after: fingerprint(updated), edits: [...edits] };
}

export async function updateFile(
  file: JournalFile,
  old: Token,
  next: Token,
  { siblingName, isUnsaved }: FileGuard,
): Promise<ReplaceResult> {
  const { path, before, after, edits } = file;
  return isUnsaved(path)
    ? 'unsaved'
    : replaceFile(path, before, after, (bytes) => applyEdits(bytes, edits, old, next), siblingName, isUnsaved);
}

/** In a file that has changed, only the new token is replaced: the position of a reference is no longer known. */
export async function restoreFile(
  file: JournalFile,
  old: Token,
  next: Token,
  { siblingName, isUnsaved }: FileGuard,
): Promise<FileUpdateResult> {
  const { path, before, after, edits } = file;
  if (isUnsaved(path)) {
    return 'unsaved';
  }
  const bytes = await read(path);
  if (typeof bytes === 'string') {
    return bytes;
  }
  const current = fingerprint(bytes);
  if (current === before) {
    return 'already';
  }
  const restored = current === after ? revertEdits(bytes, edits, old, next) : replaceToken(bytes, next, old);
  if (restored === undefined) {
    return edits.some(({ reference }) => reference !== null) ? 'changed' : 'already';
  }
  const outcome = await replaceFile(path, current, fingerprint(restored), () => restored, siblingName, isUnsaved);
  const hasUnrestoredReference = current !== after && edits.some(({ reference }) => reference !== null);
  return hasUnrestoredReference && (outcome === 'written' || outcome === 'already') ? 'changed' : outcome;
}

async function read(path: string): Promise<Buffer | Exclude<ReplaceResult, 'written' | 'already'>> {
  try {
    // Opening a named pipe would block until something writes to it.
    return (await stat(path)).isFile() ? await readFile(path) : 'gone';
  } catch (error) {
    const outcome = replaceResultOf(error);
    return outcome === 'written' || outcome === 'already' ? 'failed' : outcome;
  }
}
