import { lstat } from 'node:fs/promises';
import { fingerprintInSteps } from '../../content/wholeBytes.ts';
import { withPauses } from '../../core/pauses.ts';
import type { FoundFile } from '../../content/foundFile.ts';
import type { IsKnown } from '../../content/tokenAt.ts';
import { isMissing } from '../paths.ts';
import { barrierOfFound } from './barrier.ts';
import { findInBytes } from './findInBytes.ts';
import { maxFileSize } from './inspection.ts';
import { readRegularFile, UnsuitableFile } from './openFile.ts';
import { referenceContextOf, type NameOf } from './referenceContext.ts';
import type { SearchResult } from './searchTypes.ts';

export async function findInFiles(
  paths: readonly string[],
  isKnown: IsKnown,
  signal: AbortSignal,
  nameOf?: NameOf,
): Promise<SearchResult> {
  const result: SearchResult = { files: [], unsearched: [] };
  for (const path of paths) {
    signal.throwIfAborted();
    try {
      const found = await inspectFile(path, isKnown, signal, nameOf);
      result.files.push(...(found === undefined ? [] : [found]));
    } catch (error) {
      signal.throwIfAborted();
      if (!isMissing(path, error) && !(error instanceof UnsuitableFile && error.isFolder)) {
        result.unsearched.push(path);
      }
    }
  }
  return result;
}

async function inspectFile(
  path: string,
  isKnown: IsKnown,
  signal: AbortSignal,
  nameOf: NameOf,
): Promise<FoundFile | undefined> {
  const isLink = (await lstat(path)).isSymbolicLink();
  const { bytes, stats } = await readRegularFile(path, { maxSize: maxFileSize, signal });
  const occurrences = await findInBytes(bytes, path, isKnown, signal, () => referenceContextOf(path, path, nameOf));
  const barrier = barrierOfFound(path, { stats, bytes, isLink });
  if (occurrences.length === 0) {
    return undefined;
  }
  const fingerprint = await withPauses(fingerprintInSteps(bytes), signal);
  return { folder: '', file: path, path, fingerprint, occurrences, barrier };
}
