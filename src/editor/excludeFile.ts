import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import { toError, UserError } from '../core/errors.ts';
import type { Settings } from '../vscode/settings.ts';
import type { ActionHandles } from '../ui/actionHandles.ts';
import { showError } from '../vscode/notify.ts';

/** Only for the quick fix, because an edit can't change settings. The underscore marks the command as internal. */
export const excludeFileCommand = '_influxdb3Tokens.ignoreFile';

/** Takes only handles from a quick fix, so that no link and no other extension turns off a warning. */
export function registerExcludeFile(settings: Settings, handles: ActionHandles, log: Logger): vscode.Disposable {
  return vscode.commands.registerCommand(excludeFileCommand, async (handle: unknown) => {
    const file = handles.targetOf(excludeFileCommand, handle);
    if (!(file instanceof vscode.Uri) || vscode.workspace.getWorkspaceFolder(file) === undefined) {
      return;
    }
    try {
      await settings.excludeFromDiagnostics(file);
    } catch (thrown) {
      const error = toError(thrown);
      log.error(`Couldn't exclude a file from diagnostics: ${error.message}`);
      void showError(
        error instanceof UserError
          ? error.message
          : l10n.t('Couldn\'t add this file to "influxdb3Tokens.diagnosticsExclude". See the log for details.'),
      );
    }
  });
}
