import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { errorCode } from '../core/errors.ts';

/** Folders whose contents come from elsewhere, so their tokens must not be replaced. */
export const excludedFolders: readonly string[] = ['node_modules', '.git'];

/** Both paths are absolute, without links, dots, or a trailing separator. */
export function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(withSeparator(folder));
}

export function isSearched(folder: string, path: string): boolean {
  return (
    contains(folder, path) &&
    !relativeTo(folder, path)
      .split(sep)
      .some((name) => excludedFolders.includes(name))
  );
}

export function relativeTo(folder: string, path: string): string {
  return path.slice(withSeparator(folder).length);
}

/** Only the root of a drive already ends with a separator. */
export function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

/** Virtual files, of which reading some waits for an event or returns other processes' memory. */
export function isVirtual(realPath: string): boolean {
  return sep === '/' && /^\/(?:proc|sys)(?:\/|$)/.test(realPath);
}

/** If a name isn't valid UTF-8, no string can represent it, so `ENOENT` is reported even though the file exists. */
export function isMissing(path: string, error: unknown): boolean {
  return errorCode(error) === 'ENOENT' && !path.includes('\ufffd');
}

/** Leaves out paths that don't exist or can't be resolved. */
export async function realPaths(paths: readonly string[]): Promise<Map<string, string>> {
  const resolved = new Map<string, string>();
  for (const path of new Set(paths)) {
    try {
      resolved.set(path, await realpath(path));
    } catch {}
  }
  return resolved;
}
