import { findOccurrences, type FoundFile, type OpenEditor, type Occurrence } from './foundFile.ts';
import type { Token } from './token.ts';

/** Unsaved text in an open editor, or in all cells of a notebook. */
export interface OpenText {
  /** Name of the workspace folder; empty outside of the workspace. */
  readonly folder: string;
  /** Relative to the folder, with `/`. */
  readonly file: string;
  /** Absolute; `undefined` if there's no file on this machine. */
  readonly path: string | undefined;
  readonly parts: readonly { readonly editor: OpenEditor; readonly text: string }[];
}

/**
 * Merges what editors contain with what was found in files. If an editor and a file are the same, occurrences in the
 * editor win, because that's what the user sees. Tokens that only the file on disk contains stay, without an editor.
 * @param sameFile returns the same for all paths of one file, such as the path without links
 */
export function mergeOpenTexts(
  found: readonly FoundFile[],
  texts: readonly OpenText[],
  isKnown: (token: Token) => boolean,
  sameFile: (path: string) => string,
): FoundFile[] {
  const files = [...found];
  for (const text of texts) {
    const { folder, file, path } = text;
    const index = files.findIndex(
      (other) =>
        path !== undefined &&
        other.path !== undefined &&
        other.barrier !== 'unsaved' &&
        sameFile(other.path) === sameFile(path),
    );
    const onDisk = files[index];
    const inEditor = occurrencesIn(text, isKnown);
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

function occurrencesIn({ file, parts }: OpenText, isKnown: (token: Token) => boolean): Occurrence[] {
  return parts.flatMap(({ editor, text }) =>
    findOccurrences(Buffer.from(text), file, isKnown).map((occurrence) => ({ ...occurrence, editor })),
  );
}
