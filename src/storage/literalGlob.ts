/**
 * Returns a glob for one path (with `/`). VS Code's globs have no escape that works everywhere, so `?` replaces each
 * special character.
 */
export function literalGlob(path: string): string {
  return path.replace(/[*?[\]{}\\]/g, '?');
}
