import * as l10n from '@vscode/l10n';
import { shownName } from '../tokenName.ts';
import { Cancelled, toError, UserError } from '../userError.ts';
import type { Journal } from './journal.ts';

/** A rotation that cannot go on now. It is written down, and can be finished or undone at any time. */
export class RotationStopped extends UserError {
  override readonly name = 'RotationStopped';
  readonly journal: Journal;
  /** Whether the person stopped it, so that there is nothing to complain about. */
  readonly byPerson: boolean;

  /** @param thrown what it was stopped by */
  constructor(journal: Journal, thrown: unknown) {
    const cause = toError(thrown);
    const byPerson = cause instanceof Cancelled;
    const reason = cause instanceof UserError ? cause.message : l10n.t('The log tells more.');
    const stopped = l10n.t('The rotation of "{0}" on {1} stopped.', shownName(journal.old.name), journal.server.name);
    super([stopped, ...(byPerson ? [] : [reason]), ...whatIsTrue(journal)].join(' '), { cause });
    this.journal = journal;
    this.byPerson = byPerson;
  }
}

/** What is true of a rotation that has not ended, and what going on will do: two sentences. */
export function whatIsTrue({ stage, kind, old, next, due }: Journal): string[] {
  const oldName = shownName(old.name);
  const nextName = shownName(next.name);
  switch (stage) {
    case 'creating':
      return [
        kind === 'operator'
          ? l10n.t('The operator token may have been replaced already; no file was changed.')
          : l10n.t('"{0}" may have been made already; "{1}" still works, and no file was changed.', nextName, oldName),
        l10n.t('Finishing it looks at the server first, and makes nothing twice.'),
      ];
    case 'placing':
      return [
        kind === 'operator'
          ? l10n.t('The operator token is replaced and its new string is kept here; files still hold the old one.')
          : l10n.t('"{0}" is made and kept here; "{1}" still works, and no file was changed.', nextName, oldName),
        l10n.t('Finishing it asks which places are to be rewritten.'),
      ];
    case 'writing':
      return [
        l10n.t('"{0}" is kept here, and each file holds the old string or the new one, whole.', nextName),
        l10n.t('Finishing it rewrites the rest.'),
      ];
    case 'retiring':
    case 'waiting':
      if (kind === 'operator') {
        return endingOfOperator();
      }
      return [
        l10n.t('The files are rewritten; "{0}" still works.', oldName),
        due === null
          ? l10n.t('Finishing it asks what is to become of the old token.')
          : l10n.t('Finishing it asks once more before the old token goes.'),
      ];
    case 'ending':
      if (kind === 'operator') {
        return endingOfOperator();
      }
      return [
        l10n.t('The files are rewritten; the old string may work no more.'),
        l10n.t('Finishing it looks at the server first, and tidies up.'),
      ];
    case 'forgetting':
      return [
        l10n.t('All of it is done, but the old string may still be kept on this machine.'),
        l10n.t('Finishing it forgets that string.'),
      ];
    case 'undoing':
      return [
        l10n.t('Some files hold the old string again.'),
        l10n.t('It can only be undone to the end: that puts back the rest.'),
      ];
  }
}

/** Its old string died with the regenerate, so there is nothing left to ask. */
function endingOfOperator(): string[] {
  return [
    l10n.t('The files are rewritten, and the old string works no more.'),
    l10n.t('Finishing it looks at the server first, and tidies up.'),
  ];
}
