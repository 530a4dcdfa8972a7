import { lstatSync, realpathSync, statSync } from 'node:fs';

/** Whether the path leads to one of the files, even under another name. Synchronous, so that no code runs in between. */
export function isOneOf(files: readonly string[], path: string): boolean {
  // There are almost never any, and links are slow to resolve on a network drive.
  return files.length > 0 && new Set(files.map(identityOrPath)).has(identityOrPath(path));
}

/** The same for all names of a file, and for mounts of it; `undefined` if the path leads nowhere. */
export function identityOf(path: string, { followsLinks } = { followsLinks: true }): string | undefined {
  try {
    const { dev, ino } = (followsLinks ? statSync : lstatSync)(path, { bigint: true });
    // Some network drives don't number their files.
    return ino === 0n ? realpathSync.native(path) : `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

function identityOrPath(path: string): string {
  return identityOf(path) ?? path;
}
