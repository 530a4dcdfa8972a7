import { readFile, stat } from 'node:fs/promises';
import { fingerprint, withEdits, withoutEdits, withTokenReplaced, type Edit } from '../core/edits.ts';
import type { FoundFile } from '../core/foundFile.ts';
import type { JournalFile } from '../core/rotation/journal.ts';
import type { FileOutcome } from '../core/rotation/ports.ts';
import type { Token } from '../core/token.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { replaceFile } from './replaceFile.ts';

/** What is to be done to a file of which the places were found; or why that cannot be. */
export async function planRewrite(
  { folder, file, path, fingerprint: before }: FoundFile,
  edits: readonly Edit[],
  old: Token,
  next: Token,
): Promise<JournalFile | Exclude<Outcome, 'written' | 'already'>> {
  if (path === undefined) {
    return 'gone';
  }
  const bytes = await read(path);
  if (typeof bytes === 'string') {
    return bytes;
  }
  const rewritten = fingerprint(bytes) === before ? withEdits(bytes, edits, old, next) : undefined;
  return rewritten === undefined
    ? 'changed'
    : { folder, file, path, before, after: fingerprint(rewritten), edits: [...edits] };
}

/** Rewrites a file as it was planned. @param beside name of what is written next to it, from `besideName` */
export async function rewrite(file: JournalFile, old: Token, next: Token, beside: string): Promise<Outcome> {
  const { path, before, after, edits } = file;
  return replaceFile(path, before, after, (bytes) => withEdits(bytes, edits, old, next), beside);
}

/**
 * Puts the bytes back that were there before a rewrite. In a file that somebody changed since, only the new token's
 * string is replaced by the old one: where a reference was put, nobody can tell where it would belong now.
 */
export async function restore(file: JournalFile, old: Token, next: Token, beside: string): Promise<FileOutcome> {
  const { path, before, after, edits } = file;
  const bytes = await read(path);
  if (typeof bytes === 'string') {
    return bytes;
  }
  const found = fingerprint(bytes);
  if (found === before) {
    return 'already';
  }
  const restored = found === after ? withoutEdits(bytes, edits, old, next) : withTokenReplaced(bytes, next, old);
  if (restored === undefined) {
    return edits.some(({ reference }) => reference !== null) ? 'changed' : 'already';
  }
  const outcome = await replaceFile(path, found, fingerprint(restored), () => restored, beside);
  const hasReference = found !== after && edits.some(({ reference }) => reference !== null);
  return hasReference && (outcome === 'written' || outcome === 'already') ? 'changed' : outcome;
}

async function read(path: string): Promise<Buffer | Exclude<Outcome, 'written' | 'already'>> {
  try {
    // Opening a pipe that stands there by now would wait for whoever writes to it.
    return (await stat(path)).isFile() ? await readFile(path) : 'gone';
  } catch (error) {
    const outcome = outcomeOf(error);
    return outcome === 'written' || outcome === 'already' ? 'failed' : outcome;
  }
}
