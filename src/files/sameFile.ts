import { realpathSync } from 'node:fs';

/** Whether the path leads to one of the files, even through links. Synchronous, so that no code runs in between. */
export function isOneOf(files: readonly string[], path: string): boolean {
  // There are almost never any, and links are slow to resolve on a network drive.
  return files.length > 0 && new Set(files.map(realPathOf)).has(realPathOf(path));
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
