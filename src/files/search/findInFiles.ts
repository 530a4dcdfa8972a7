import { lstat, readFile } from 'node:fs/promises';
import { fingerprint } from '../../content/edits.ts';
import { isBinary } from '../../content/fileText.ts';
import { findOccurrences, type FoundFile } from '../../content/foundFile.ts';
import type { Token } from '../../core/token/token.ts';
import { barrierOf } from './barrier.ts';
import { maxFileSize } from './inspection.ts';
import { isMissing } from '../paths.ts';
import { referenceContextOf } from './referenceContext.ts';
import type { SearchResult } from './searchTypes.ts';

export async function findInFiles(
  paths: readonly string[],
  isKnown: (token: Token) => boolean,
  signal: AbortSignal,
): Promise<SearchResult> {
  const result: SearchResult = { files: [], unread: [] };
  for (const path of paths) {
    signal.throwIfAborted();
    try {
      const found = await inspectFile(path, isKnown);
      result.files.push(...(found === undefined ? [] : [found]));
    } catch (error) {
      if (!isMissing(path, error)) {
        result.unread.push(path);
      }
    }
  }
  return result;
}

async function inspectFile(path: string, isKnown: (token: Token) => boolean): Promise<FoundFile | undefined> {
  const stats = await lstat(path);
  // The target of a link is a different file, which is only updated through its own path.
  const isLink = stats.isSymbolicLink();
  if ((!stats.isFile() && !isLink) || stats.size > maxFileSize) {
    return undefined;
  }
  const bytes = await readFile(path);
  const occurrences = isBinary(bytes) ? [] : findOccurrences(bytes, path, isKnown, await referenceContextOf(path));
  const barrier = isLink ? 'link' : barrierOf(path, stats);
  return occurrences.length === 0
    ? undefined
    : { folder: '', file: path, path, fingerprint: fingerprint(bytes), occurrences, barrier };
}
