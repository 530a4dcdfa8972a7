import type { FoundFile } from './foundFile.ts';

/**
 * Merges what was found in folders and in single files, without duplicates. A file itself wins over a link to it in a
 * folder, because only the file can be updated.
 * @param sameFile returns the same for all paths of one file, such as the path without links
 */
export function mergeFoundFiles(
  inFolders: readonly FoundFile[],
  single: readonly FoundFile[],
  sameFile: (path: string) => string,
): FoundFile[] {
  const files = [...inFolders];
  const keyOf = ({ path }: FoundFile) => (path === undefined ? undefined : sameFile(path));
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
