import { readFile, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { walk } from './walk.ts';
import { WorkQueue } from './workQueue.ts';

const concurrency = 8;

interface Limits {
  readonly maxFiles: number;
  readonly maxSize: number;
}

/**
 * Reads the text files of folders whose path, with `/`, is wanted. Links aren't followed. Returns what was read so far
 * when the signal is aborted.
 */
export async function readMatching(
  folders: readonly string[],
  isWanted: (path: string) => boolean,
  { maxFiles, maxSize }: Limits,
  signal: AbortSignal,
): Promise<{ readonly path: string; readonly text: string }[]> {
  const read: { path: string; text: string }[] = [];
  let started = 0;
  const queue = new WorkQueue(concurrency, signal);
  const onFile = (nativePath: string) => {
    const path = nativePath.split(sep).join('/');
    if (!isWanted(path) || started >= maxFiles) {
      return;
    }
    started += 1;
    queue.add(async () => {
      try {
        if ((await stat(nativePath)).size <= maxSize) {
          read.push({ path, text: await readFile(nativePath, 'utf8') });
        }
      } catch {}
    });
  };
  folders.forEach((folder) => walk(folder, queue, { onFile, onLink: () => undefined, onUnread: () => undefined }));
  await queue.waitUntilIdle().catch((error: unknown) => {
    if (!signal.aborted) {
      throw error;
    }
  });
  return read.sort((one, other) => (one.path < other.path ? -1 : 1));
}
