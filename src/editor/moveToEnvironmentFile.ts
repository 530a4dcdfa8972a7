import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { environmentInsertion } from '../content/references/environmentInsertion.ts';
import { toError, UserError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { isIgnoredByGit } from '../files/git/ignoredFile.ts';
import type { ActionHandles } from '../ui/actionHandles.ts';
import { showError } from '../vscode/notify.ts';
import { replaceInEditor, type Replacement } from '../vscode/replaceInEditor.ts';

/** Only for the quick fix, because an edit can't be seen before it's saved. The underscore marks it as internal. */
export const moveToEnvironmentFileCommand = '_influxdb3Tokens.moveToEnvironmentFile';

interface TokenMoveParts {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly range: vscode.Range;
  readonly changes: readonly Replacement[];
  readonly variable: string;
  readonly environmentFile: vscode.Uri;
}

export class TokenMove {
  readonly parts: TokenMoveParts;

  constructor(parts: TokenMoveParts) {
    this.parts = parts;
  }
}

export function registerMoveToEnvironmentFile(handles: ActionHandles, log: Logger): vscode.Disposable {
  return vscode.commands.registerCommand(moveToEnvironmentFileCommand, async (handle: unknown) => {
    const move = handles.targetOf(moveToEnvironmentFileCommand, handle);
    if (!(move instanceof TokenMove)) {
      return;
    }
    try {
      await moveToken(move.parts);
    } catch (thrown) {
      const error = toError(thrown);
      log.error(`Couldn't move a token to an env file: ${error.message}`);
      void showError(
        error instanceof UserError
          ? error.message
          : l10n.t("Couldn't move the token to the env file. See the log for details."),
      );
    }
  });
}

/** Changes both documents without saving them, so that the user sees what would be written. */
async function moveToken({
  document,
  version,
  range,
  changes,
  variable,
  environmentFile,
}: TokenMoveParts): Promise<void> {
  const token = document.getText(range);
  if (document.version !== version || !/^apiv3_\S+$/.test(token)) {
    throw changedError();
  }
  if (!(await isIgnoredByGit(environmentFile.fsPath))) {
    throw new UserError(
      l10n.t(
        'Nothing was changed, because Git no longer ignores "{0}".',
        vscode.workspace.asRelativePath(environmentFile),
      ),
    );
  }
  const target = await vscode.workspace.openTextDocument(environmentFile);
  const editor =
    vscode.window.visibleTextEditors.find((one) => one.document === document) ??
    (await vscode.window.showTextDocument(document));
  const environmentEditor = await vscode.window.showTextDocument(target, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: false,
  });
  const insertion = environmentInsertion(target.getText(), variable, token);
  if (insertion === undefined) {
    throw changedError();
  }
  const position = target.positionAt(insertion.start);
  await replaceInEditor(environmentEditor, target.version, [
    { range: new vscode.Range(position, position), text: insertion.before + token + insertion.after },
  ]);
  await replaceInEditor(editor, version, changes);
}

function changedError(): UserError {
  return new UserError(l10n.t('The file was changed in the meantime. Try again.'));
}
