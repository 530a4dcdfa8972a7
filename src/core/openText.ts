import { placesIn, type FoundFile, type OpenEditor, type Place } from './foundFile.ts';
import type { Token } from './token.ts';

/** What an open editor shows and no file holds, or not like that; of a notebook every cell. */
export interface OpenText {
  /** Name of the workspace folder; empty outside of every one. */
  readonly folder: string;
  /** From the folder on, with `/`. */
  readonly file: string;
  /** Absolute; `undefined` where it is no file of this machine. */
  readonly path: string | undefined;
  readonly parts: readonly { readonly editor: OpenEditor; readonly text: string }[];
}

/**
 * What stands in editors along with what was found in files. Where both are the same file, the places are the editor's,
 * because that is the text that a person sees; a token that the editor holds no more stays a place of the file, without
 * an editor, as long as the file does hold it.
 * @param isKnown whether a string of another length than the server makes is a token all the same
 * @param sameFile what two paths of one file have in common, such as its path without links
 */
export function withOpenTexts(
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
    const inEditor = placesOf(text, isKnown);
    const hashes = new Set(inEditor.map(({ token }) => token.hash));
    const onlyOnDisk = onDisk?.places.filter(({ token }) => !hashes.has(token.hash)) ?? [];
    const places = [...inEditor, ...onlyOnDisk];
    if (places.length > 0) {
      const merged = {
        folder,
        file,
        path,
        fingerprint: onDisk?.fingerprint ?? '',
        places,
        barrier: 'unsaved' as const,
      };
      files.splice(onDisk === undefined ? files.length : index, onDisk === undefined ? 0 : 1, merged);
    }
  }
  return files;
}

function placesOf({ file, parts }: OpenText, isKnown: (token: Token) => boolean): Place[] {
  return parts.flatMap(({ editor, text }) =>
    placesIn(Buffer.from(text), file, isKnown).map((place) => ({ ...place, editor })),
  );
}
