import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import { findEmptySlots } from '../../content/emptySlots/findEmptySlots.ts';
import type { EmptySlot } from '../../content/emptySlots/emptySlot.ts';
import { UserError } from '../../core/errors.ts';
import type { Person } from '../../operations/person.ts';
import { documentFile, displayPath } from '../../vscode/documentFile.ts';
import { editorAtCursor, insertAt, type Insertable } from './insertAtCursors.ts';
import type { InsertionPoint } from './insertionPoint.ts';

/** Returns no slots if the document changes in the meantime. */
export async function emptySlotsOf(document: vscode.TextDocument): Promise<EmptySlot[]> {
  const { languageId, version } = document;
  const { path } = documentFile(document) ?? document.uri;
  const slots = await findEmptySlots(path, languageId, () => document.getText());
  return document.version === version ? slots : [];
}

export async function insertAtPoint(point: InsertionPoint, insertable: Insertable, person: Person): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(point.uri, true));
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = editorAtCursor(visible ?? (await vscode.window.showTextDocument(document)));
  const slots = await emptySlotsOf(document);
  const slot = slots.filter(({ start }) => document.positionAt(start).line === point.line)[point.index];
  if (slot === undefined) {
    throw new UserError(
      l10n.t(
        'Nothing was inserted into "{0}", because line {1} has changed. Place the cursor where you want the token and try again.',
        displayPath(document),
        point.line + 1,
      ),
    );
  }
  const range = new vscode.Range(document.positionAt(slot.start), document.positionAt(slot.end));
  await insertAt(editor, [{ range, before: slot.before, after: slot.after }], insertable, person);
}
