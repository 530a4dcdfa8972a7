import { realpathSync } from 'node:fs';

/** Whether the path leads to one of the files, also through links. Synchronous, so that it holds for the next statement. */
export function isOneOf(files: readonly string[], path: string): boolean {
  // Almost always there are none, and links are slow to resolve on a network drive.
  return files.length > 0 && new Set(files.map(realPathOf)).has(realPathOf(path));
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
