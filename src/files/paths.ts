import { sep } from 'node:path';

/** Folders that hold what others made: their tokens are not the person's to replace. */
export const neverEntered: readonly string[] = ['node_modules', '.git'];

/** Whether a path is `folder` or lies below it. Both are absolute, without links, dots or a separator at the end. */
export function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(withSeparator(folder));
}

/** Whether a search of `folder` comes to `path`: it lies below, and in no folder that is never entered. */
export function comesTo(folder: string, path: string): boolean {
  return (
    contains(folder, path) &&
    !below(folder, path)
      .split(sep)
      .some((name) => neverEntered.includes(name))
  );
}

/** The part of a path below a folder that contains it; empty for the folder itself. */
export function below(folder: string, path: string): string {
  return path.slice(withSeparator(folder).length);
}

/** A folder's path with what its files' names follow: only the root of a disk ends with that by itself. */
export function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

/**
 * Whether a file or folder is no longer there. One whose name is no UTF-8 looks like it, because its path cannot be
 * said as a string, and is there all the same.
 */
export function isGone(path: string, error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' && !path.includes('\ufffd');
}
