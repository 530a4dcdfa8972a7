import { accessSync, constants, type Stats } from 'node:fs';
import type { Barrier } from '../../content/foundFile.ts';

/** Doesn't open the file for writing: some services restart when a program closes such a file, even unchanged. */
export function barrierOf(path: string, { mode }: Pick<Stats, 'mode'>): Barrier | undefined {
  // Root can write any file, so check the write bits too: without one, the file is meant to stay as it is.
  const hasNoWriteBit = (mode & 0o222) === 0;
  return hasNoWriteBit || !isWritable(path) ? 'readOnly' : undefined;
}

/** False for files that are immutable or on a read-only disk, even if root asks. */
function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
