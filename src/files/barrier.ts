import { accessSync, constants, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { Barrier } from '../core/foundFile.ts';

/** Why a file is only to be listed. @returns `undefined` where nothing speaks against rewriting it */
export function barrierOf(path: string, stats: Stats): Barrier | undefined {
  if (stats.nlink > 1) {
    return 'hardLink';
  }
  // For root every file can be written, and one without a write bit was meant to stay as it is.
  const hasNoWriteBit = (stats.mode & 0o222) === 0;
  // A new file takes the old one's place: the folder has to allow that.
  return hasNoWriteBit || !isWritable(path) || !isWritable(dirname(path)) ? 'readOnly' : undefined;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
