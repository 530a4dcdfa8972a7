import { dirname } from 'node:path';
import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import type { ReferenceContext } from '../../content/references/environmentReference.ts';
import type { Token } from '../../core/token/token.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { UserError } from '../../core/errors.ts';
import { findTrackedFiles } from '../../files/git/trackedFiles.ts';
import { referenceContextOf } from '../../files/search/referenceContext.ts';
import { RepositoryFinder } from '../../files/git/repositoryFinder.ts';
import type { Person } from '../../operations/person.ts';
import { referencesAt, type InsertionTarget } from './cursorReferences.ts';
import { documentFile, displayPath } from '../../vscode/documentFile.ts';
import { withProgress } from '../../vscode/progress.ts';
import { replaceInEditor, type Replacement } from '../../vscode/replaceInEditor.ts';

export interface Insertable {
  readonly name: string;
  readonly url: string;
  read(): Promise<Token>;
}

export function editorAtCursor(editor: vscode.TextEditor | undefined): vscode.TextEditor {
  if (editor === undefined) {
    throw new UserError(
      l10n.t("There's no active editor. Open a file, place the cursor where you want the token, and try again."),
    );
  }
  const { scheme } = editor.document.uri;
  if (scheme === 'output' || vscode.workspace.fs.isWritableFileSystem(scheme) === false) {
    throw new UserError(
      l10n.t(
        '"{0}" is read-only. Open a different file, place the cursor where you want the token, and try again.',
        displayPath(editor.document),
      ),
    );
  }
  return editor;
}

export async function insertAtCursors(
  editor: vscode.TextEditor,
  insertable: Insertable,
  person: Person,
): Promise<void> {
  const targets = editor.selections.map((range) => ({ range, before: '', after: '' }));
  await insertAt(editor, targets, insertable, person);
}

/** If Git tracks the file, asks first and offers a reference instead, so that no secret is committed by mistake. */
export async function insertAt(
  editor: vscode.TextEditor,
  targets: readonly InsertionTarget[],
  insertable: Insertable,
  person: Person,
): Promise<void> {
  const { document } = editor;
  const { version } = document;
  const references = await confirmInsertion(document, targets, insertable, person);
  if (references !== undefined) {
    await replaceInEditor(editor, version, references);
    return;
  }
  const text = (await insertable.read()).reveal();
  await replaceInEditor(
    editor,
    version,
    targets.map(({ range, before, after }) => ({ range, text: before + text + after })),
  );
}

async function confirmInsertion(
  document: vscode.TextDocument,
  targets: readonly InsertionTarget[],
  { name, url }: Insertable,
  person: Person,
): Promise<readonly Replacement[] | undefined> {
  const file = displayPath(document);
  const confirmLabel = l10n.t('Insert Token');
  if (!(await isTracked(document, file))) {
    const message = l10n.t('Insert the token "{0}" into "{1}"?', displayName(name), file);
    await person.confirmIfExternal({ message, urls: [url], confirmLabel });
    return undefined;
  }
  const references = referencesAt(document, targets, { ...(await contextOf(document)), tokenName: name });
  const reference = references?.at(-1)?.text;
  const insertReference = l10n.t('Insert Reference');
  const message = l10n.t('"{0}" is tracked by Git. Insert the token "{1}" anyway?', file, displayName(name));
  const sentences = [
    l10n.t('After you commit the file, anyone with access to the repository can read the token.'),
    ...(reference === undefined
      ? []
      : [
          l10n.t(
            'You can insert {0} instead, which reads the token from the environment.',
            l10n.own(l10n.code(reference)),
          ),
        ]),
  ];
  const question = { message, urls: [url], detail: l10n.join(sentences, ' '), confirmLabel };
  const answer = await person.choose(question, ...(references === undefined ? [] : [insertReference]));
  return answer === insertReference ? references : undefined;
}

function contextOf(document: vscode.TextDocument): Promise<ReferenceContext> {
  const file = documentFile(document) ?? document.uri;
  return referenceContextOf(
    file.scheme === 'file' ? file.fsPath : file.path,
    vscode.workspace.asRelativePath(file, false),
  );
}

async function isTracked(document: vscode.TextDocument, name: string): Promise<boolean> {
  const path = documentFile(document)?.fsPath;
  if (path === undefined) {
    return false;
  }
  if (!vscode.workspace.isTrusted) {
    // A repository's own configuration can make Git run programs. Without running it, assume that the file is tracked.
    return (await new RepositoryFinder().rootOf(dirname(path))) !== undefined;
  }
  const tracked = await withProgress(l10n.t('Checking whether Git tracks "{0}"...', name), (signal) =>
    findTrackedFiles([path], { signal }),
  );
  return tracked.has(path);
}
