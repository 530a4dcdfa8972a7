import type { FoundFile } from './foundFile.ts';

/**
 * What was found in folders and in single files, each file once: two names may lead to one. Where a folder only has a
 * link to a file, the file itself counts, which can be rewritten.
 * @param sameFile what two paths of one file have in common, such as its path without links
 */
export function foundOnce(
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
