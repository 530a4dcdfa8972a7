/**
 * A glob that stands for one path, written with `/`. VS Code's globs have no escape that holds everywhere, so a letter
 * that means something in them is matched as any one letter.
 */
export function literalGlob(path: string): string {
  return path.replace(/[*?[\]{}\\]/g, '?');
}
