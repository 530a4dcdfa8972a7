/** Matches one path (with `/`). No escape works in all of VS Code's globs, so `?` replaces special characters. */
export function literalGlob(path: string): string {
  return path.replace(/[*?[\]{}\\]/g, '?');
}
