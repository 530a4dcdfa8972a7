import * as vscode from 'vscode';
import { referenceToInsert, type ReferenceContext } from '../../content/references/environmentReference.ts';
import { documentFile } from '../../vscode/documentFile.ts';
import type { Replacement } from '../../vscode/replaceInEditor.ts';

/** Limits the work, because the whole text is scanned for each one. */
const maxTargets = 100;

/** A range that the token replaces, and the text that the file's format needs around the token. */
export interface InsertionTarget {
  readonly range: vscode.Range;
  readonly before: string;
  readonly after: string;
}

/** References to an environment variable in the file's own idiom; `undefined` unless every target can have one. */
export function referencesAt(
  document: vscode.TextDocument,
  targets: readonly InsertionTarget[],
  context: ReferenceContext,
): readonly Replacement[] | undefined {
  if (targets.length > maxTargets) {
    return undefined;
  }
  const { path } = documentFile(document) ?? document.uri;
  const text = document.getText();
  const replacements: Replacement[] = [];
  const additions = new Map<string, number>();
  for (const { range, before, after } of targets) {
    const start = document.offsetAt(range.start);
    const end = document.offsetAt(range.end);
    const withTarget = text.slice(0, start) + before + after + text.slice(end);
    const position = start + before.length;
    const reference = referenceToInsert(path, withTarget, position, position, context);
    if (reference === undefined) {
      return undefined;
    }
    // The quotes that the reference replaces are those of the file, or those that would be inserted.
    const [left, right] = [reference.before.length, reference.after.length];
    replacements.push({
      range: new vscode.Range(
        document.positionAt(start - Math.max(0, left - before.length)),
        document.positionAt(end + Math.max(0, right - after.length)),
      ),
      text: before.slice(0, Math.max(0, before.length - left)) + reference.text + after.slice(right),
    });
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
