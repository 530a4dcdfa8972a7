import { realpath } from 'node:fs/promises';

/** Maps each path to its real path. Leaves out paths that don't exist or can't be resolved. */
export async function realPaths(paths: readonly string[]): Promise<Map<string, string>> {
  const resolved = new Map<string, string>();
  for (const path of new Set(paths)) {
    try {
      resolved.set(path, await realpath(path));
    } catch {}
  }
  return resolved;
}
