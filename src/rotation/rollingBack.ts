import * as l10n from '../core/l10n.ts';
import { UserError } from '../core/errors.ts';
import { errorCode } from '../core/errors.ts';
import { TornFileError } from '../files/replace/tornFile.ts';
import type { Journal } from './journal.ts';
import type { RotationPorts } from './ports.ts';

export interface RollBackProblem {
  readonly reason: 'changed' | 'failed';
  readonly backup?: string;
}

/** @throws UserError if a file can't be restored, or someone else has changed it */
export async function rollBackFiles(journal: Journal, ports: Pick<RotationPorts, 'files' | 'secrets'>): Promise<void> {
  for (const [index, { path }] of journal.files.entries()) {
    const backup = (await rollBackFile(index, journal, ports))?.backup;
    if (backup !== undefined) {
      throw new UserError(
        l10n.t(
          'An update of "{0}" was interrupted, and the file was changed afterward. Its content from before the update is in "{1}". Move that file somewhere else, and then finish or undo the rotation.',
          path,
          backup,
        ),
      );
    }
  }
}

/** Undoes an interrupted update of the file. @throws UserError if the file is half written and can't be restored */
export async function rollBackFile(
  index: number,
  journal: Journal,
  { files, secrets }: Pick<RotationPorts, 'files' | 'secrets'>,
): Promise<RollBackProblem | undefined> {
  const file = journal.files[index];
  if (file === undefined) {
    return undefined;
  }
  const old = await secrets.findByHash(journal.old.hash ?? '');
  const next = await secrets.findByHash(journal.next.hash ?? '');
  try {
    const backup = await files.rollBack(journal.id, index, file, old, next);
    return backup === undefined ? undefined : { reason: 'changed', backup };
  } catch (error) {
    if (error instanceof TornFileError) {
      throw halfWrittenError(error);
    }
    if (errorCode(error) === undefined) {
      throw error;
    }
    return { reason: 'failed' };
  }
}

export function backupText(file: string, backup: string): l10n.DisplayText {
  return l10n.t('The content of "{0}" from before the update is in "{1}".', file, backup);
}

function halfWrittenError({ path, backup, cause }: TornFileError): UserError {
  return new UserError(
    l10n.t(
      'Only part of "{0}" was updated, and its previous content couldn\'t be restored. It\'s in "{1}". Make sure that you can write to the file, and then finish or undo the rotation.',
      path,
      backup,
    ),
    { cause },
  );
}
