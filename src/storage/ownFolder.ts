import * as l10n from '@vscode/l10n';
import { toError, UserError } from '../core/userError.ts';

/**
 * Works in a folder that VS Code gives the extension for files of its own.
 * @throws UserError that names the folder and says what to do, in place of an error of the file system
 */
export async function inOwnFolder<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(sentenceFor(folder, toError(error)), { cause: error });
  }
}

function sentenceFor(folder: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return l10n.t(
        'The disk is full, so the extension couldn\'t write its files in "{0}". Free up some space and try again.',
        folder,
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return l10n.t(
        'The extension doesn\'t have access to its files in "{0}". Check the folder\'s permissions and try again.',
        folder,
      );
    case undefined:
    default:
      return l10n.t('The extension couldn\'t use its files in "{0}": {1}', folder, error.message);
  }
}
