import * as vscode from 'vscode';
import { referenceToInsert } from '../core/insertedReference.ts';
import { fileOfDocument } from './fileOfDocument.ts';
import type { Replacement } from './replaceIn.ts';

/** For each the whole text is read. */
const mostPlaces = 100;

/**
 * References to an environment variable, in the file's own idiom, for places at which a token is to be inserted.
 * @returns `undefined` unless there is one for each place
 */
export function referencesAt(
  document: vscode.TextDocument,
  places: readonly vscode.Range[],
): readonly Replacement[] | undefined {
  if (places.length > mostPlaces) {
    return undefined;
  }
  const { path } = fileOfDocument(document) ?? document.uri;
  const text = document.getText();
  const replacements: Replacement[] = [];
  for (const place of places) {
    const start = document.offsetAt(place.start);
    const end = document.offsetAt(place.end);
    const reference = referenceToInsert(path, text, start, end);
    if (reference === undefined) {
      return undefined;
    }
    const range = new vscode.Range(
      document.positionAt(start - reference.before.length),
      document.positionAt(end + reference.after.length),
    );
    replacements.push({ range, text: reference.text });
  }
  return replacements;
}
