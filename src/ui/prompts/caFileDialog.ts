import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import { Canceled, UserError } from '../../core/errors.ts';

/** Returns the path of a file on the machine where the extension runs. */
export async function chooseCaFile(): Promise<string> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Certificate Authority File'),
      openLabel: l10n.t('Trust Certificate Authority'),
      filters: { [l10n.t('Certificates')]: ['pem', 'crt', 'cer'], [l10n.t('All Files')]: ['*'] },
    })) ?? [];
  if (file === undefined) {
    throw new Canceled();
  }
  if (file.scheme !== 'file') {
    throw new UserError(l10n.t('Choose a file on the machine where the extension runs.'));
  }
  return file.fsPath;
}
