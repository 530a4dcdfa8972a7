import type { FoundFile, Occurrence, OpenEditor } from './foundFile.ts';

/** Unsaved text in an open editor, or in all cells of a notebook. */
export interface OpenText {
  readonly folder: string;
  readonly file: string;
  /** Absolute; `undefined` if there's no file on this machine. */
  readonly path: string | undefined;
  readonly parts: readonly { readonly editor: OpenEditor; readonly text: string }[];
}

export interface SearchedText extends OpenText {
  readonly occurrences: readonly Occurrence[];
}

/** An editor's occurrences replace its file's, because the user sees them. Tokens that only the file contains stay. */
export function mergeOpenTexts(
  found: readonly FoundFile[],
  texts: readonly SearchedText[],
  canonicalPath: (path: string) => string,
): FoundFile[] {
  const files = [...found];
  for (const text of texts) {
    const { folder, file, path, occurrences: inEditor } = text;
    const index = files.findIndex(
      (other) =>
        path !== undefined &&
        other.path !== undefined &&
        other.barrier !== 'unsaved' &&
        canonicalPath(other.path) === canonicalPath(path),
    );
    const onDisk = files[index];
    const hashes = new Set(inEditor.map(({ token }) => token.hash));
    const onlyOnDisk = onDisk?.occurrences.filter(({ token }) => !hashes.has(token.hash)) ?? [];
    const occurrences = [...inEditor, ...onlyOnDisk];
    if (occurrences.length > 0) {
      const merged: FoundFile = {
        folder,
        file,
        path,
        fingerprint: onDisk?.fingerprint ?? '',
        occurrences,
        barrier: 'unsaved',
      };
      files.splice(onDisk === undefined ? files.length : index, onDisk === undefined ? 0 : 1, merged);
    }
  }
  return files;
}
