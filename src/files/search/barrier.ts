import { accessSync, closeSync, constants, openSync, type Stats } from 'node:fs';
import { isBinary } from '../../content/fileText.ts';
import type { Barrier } from '../../content/foundFile.ts';

/** @param isLink whether the path is a link, or goes through one that leads elsewhere */
export function barrierOfFound(
  path: string,
  { stats, bytes, isLink }: { readonly stats: Stats; readonly bytes: Buffer; readonly isLink: boolean },
): Barrier | undefined {
  // The target of a link is a different file, which is only updated through its own path.
  if (isLink) {
    return 'link';
  }
  return isBinary(bytes) ? 'binary' : barrierOf(path, stats);
}

export function barrierOf(path: string, { mode }: Pick<Stats, 'mode'>): Barrier | undefined {
  // Root can write to any file, so check the write bits too: without any, the file must stay as it is.
  const hasNoWriteBit = (mode & 0o222) === 0;
  return hasNoWriteBit || !isWritable(path) ? 'readOnly' : undefined;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    // On Linux, some services restart when a program closes a file that it could have written. Access lists count there
    // without opening the file, but not on Windows.
    if (process.platform !== 'linux') {
      closeSync(openSync(path, 'r+'));
    }
    return true;
  } catch {
    return false;
  }
}
