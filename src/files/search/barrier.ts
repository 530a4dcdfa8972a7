import { accessSync, constants, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { Barrier } from '../../content/foundFile.ts';

export function barrierOf(path: string, stats: Stats): Barrier | undefined {
  if (stats.nlink > 1) {
    return 'hardLink';
  }
  // Root can write to any file, so check the write bits too: without any, the file must stay as it is.
  const hasNoWriteBit = (stats.mode & 0o222) === 0;
  // The folder must be writable because a new file is renamed over the old one.
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
