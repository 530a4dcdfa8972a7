import { sep } from 'node:path';
import { readRegularFile } from './openFile.ts';
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
        const { bytes } = await readRegularFile(nativePath, { maxSize, signal });
        read.push({ path, text: bytes.toString('utf8') });
      } catch {
        // A file that can't be read tells nothing.
      }
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
