import { realpath } from 'node:fs/promises';

/** Of each path the one without links; a path that leads to nothing, or cannot be followed, is left out. */
export async function realPaths(paths: readonly string[]): Promise<Map<string, string>> {
  const resolved = new Map<string, string>();
  for (const path of new Set(paths)) {
    try {
      resolved.set(path, await realpath(path));
    } catch {
      // It was deleted, or never saved.
    }
  }
  return resolved;
}
