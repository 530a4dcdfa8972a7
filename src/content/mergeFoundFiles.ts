import type { FoundFile } from './foundFile.ts';

/** Removes duplicates. A file takes precedence over a link to it, because only the file can be updated. */
export function mergeFoundFiles(
  inFolders: readonly FoundFile[],
  single: readonly FoundFile[],
  canonicalPath: (path: string) => string,
): FoundFile[] {
  const files = [...inFolders];
  const keyOf = ({ path }: FoundFile) => (path === undefined ? undefined : canonicalPath(path));
  for (const file of single) {
    const index = files.findIndex((other) => keyOf(other) === keyOf(file));
    if (index < 0) {
      files.push(file);
    } else if (files[index]?.barrier === 'link' && file.barrier !== 'link') {
      files[index] = file;
    }
  }
  return files;
}
