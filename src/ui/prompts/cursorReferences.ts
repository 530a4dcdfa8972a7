import * as vscode from 'vscode';
import { referenceToInsert, type ReferenceContext } from '../../content/references/environmentReference.ts';
import { documentFile } from '../../vscode/documentFile.ts';
import type { Replacement } from '../../vscode/replaceInEditor.ts';

/** Limits the work, because the whole text is scanned for each range. */
const maxRanges = 100;

/** References to an environment variable in the file's own idiom; `undefined` unless every range can have one. */
export function referencesAt(
  document: vscode.TextDocument,
  ranges: readonly vscode.Range[],
  context: ReferenceContext,
): readonly Replacement[] | undefined {
  if (ranges.length > maxRanges) {
    return undefined;
  }
  const { path } = documentFile(document) ?? document.uri;
  const text = document.getText();
  const replacements: Replacement[] = [];
  const additions = new Map<string, number>();
  for (const target of ranges) {
    const start = document.offsetAt(target.start);
    const end = document.offsetAt(target.end);
    const reference = referenceToInsert(path, text, start, end, context);
    if (reference === undefined) {
      return undefined;
    }
    const range = new vscode.Range(
      document.positionAt(start - reference.before.length),
      document.positionAt(end + reference.after.length),
    );
    replacements.push({ range, text: reference.text });
    additions.set(reference.addition?.text ?? '', reference.addition?.start ?? 0);
  }
  additions.delete('');
  // All references need the same import, which comes before them.
  for (const [addition, offset] of additions) {
    const position = document.positionAt(offset);
    replacements.unshift({ range: new vscode.Range(position, position), text: addition });
  }
  return replacements;
}
