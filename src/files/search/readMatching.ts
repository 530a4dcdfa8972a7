import { sep } from 'node:path';
import { readRegularFile } from './openFile.ts';
import { walk } from './walk.ts';
import { WorkQueue } from './workQueue.ts';

const concurrency = 8;

interface Limits {
  readonly maxFiles: number;
  readonly maxSize: number;
}

interface MatchingFiles {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Whether neither a limit nor the signal ended the search. */
  readonly isComplete: boolean;
}

/** Reads the text files whose paths (with `/`) match, without following links. An abort returns what was read so far. */
export async function readMatching(
  folders: readonly string[],
  isWanted: (path: string) => boolean,
  { maxFiles, maxSize }: Limits,
  signal: AbortSignal,
): Promise<MatchingFiles> {
  const read: { path: string; text: string }[] = [];
  let found = 0;
  const queue = new WorkQueue(concurrency, signal);
  const onFile = (nativePath: string) => {
    const path = nativePath.split(sep).join('/');
    if (!isWanted(path)) {
      return;
    }
    found += 1;
    if (found > maxFiles) {
      return;
    }
    queue.add(async () => {
      try {
        const { bytes } = await readRegularFile(nativePath, { maxSize, signal });
        read.push({ path, text: bytes.toString('utf8') });
      } catch {
        // Files that can't be read are skipped.
      }
    });
  };
  folders.forEach((folder) => walk(folder, queue, { onFile, onLink: () => undefined, onUnsearched: () => undefined }));
  await queue.waitUntilIdle().catch((error: unknown) => {
    if (!signal.aborted) {
      throw error;
    }
  });
  const files = read.sort((one, other) => (one.path < other.path ? -1 : 1));
  return { files, isComplete: found <= maxFiles && !signal.aborted };
}
