import * as l10n from '../core/l10n.ts';
import { errorText } from '../core/errorText.ts';
import { toError, UserError } from '../core/errors.ts';

/** Runs `work` in the extension's own folder. @throws UserError that says what to do, not a file system error */
export async function inOwnFolder<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(messageFor(folder, toError(error)), { cause: error });
  }
}

function messageFor(folder: string, error: NodeJS.ErrnoException): l10n.DisplayText {
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
      return l10n.t(
        'The extension couldn\'t read or write its files in "{0}": {1}',
        folder,
        l10n.own(errorText(error)),
      );
  }
}
