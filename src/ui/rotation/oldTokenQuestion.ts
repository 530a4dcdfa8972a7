import * as l10n from '../../core/l10n.ts';
import { Canceled } from '../../core/errors.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { Person, Question } from '../../operations/person.ts';
import type { RotationAnswers } from '../../operations/steps/runRotation.ts';
import type { Journal } from '../../rotation/journal.ts';
import type { SearchResult, Retirement } from '../../rotation/ports.ts';

const hour = 60 * 60 * 1000;

interface Context {
  readonly answers: Pick<RotationAnswers, 'old'>;
  readonly person: Person;
}

interface Lookups {
  readonly showFiles: () => Promise<void>;
  readonly whatToRestart: () => Promise<l10n.DisplayText>;
}

/** "Show Files" stops the rotation with Canceled. */
export async function askAboutOldToken(
  usage: SearchResult,
  journal: Journal,
  { answers: { old }, person }: Context,
  { showFiles, whatToRestart }: Lookups,
): Promise<Retirement> {
  if (old === 'keep') {
    return 'keep';
  }
  if (old === 'later') {
    return { later: new Date(Date.now() + 24 * hour) };
  }
  const needsNote = journal.files.length > 0 && !person.autoConfirm;
  const question = { ...questionFor(journal), note: needsNote ? await whatToRestart() : undefined };
  const show = l10n.t('Show Files');
  const later = l10n.t('Remind Me Later');
  const keep = l10n.t('Keep Old Token');
  const others = [...(usage.files.length === 0 ? [] : [show]), ...(old === 'delete' ? [] : [later, keep])];
  const answer = await person.choose({ ...question, usage }, ...others);
  switch (answer) {
    case show:
      await showFiles();
      throw new Canceled();
    case later:
      return { later: await pickReminderTime(person) };
    case keep:
      return 'keep';
    default:
      return 'delete';
  }
}

function questionFor({ kind, old, next, server }: Journal): Question {
  const oldName = displayName(old.name);
  const newName = displayName(next.name);
  return kind === 'bridge'
    ? {
        message: l10n.t('Regenerate the operator token for {0} now?', server.name),
        urls: [server.url],
        detail: l10n.t('The selected files now use "{0}". The old operator token stops working immediately.', newName),
        confirmLabel: l10n.t('Regenerate Token'),
      }
    : {
        message: l10n.t('Delete the old token "{0}" from {1} now?', oldName, server.name),
        urls: [server.url],
        detail: l10n.t(
          '"{0}" has replaced it. Anything that still uses the old token stops working immediately.',
          newName,
        ),
        confirmLabel: l10n.t('Delete Old Token'),
      };
}

async function pickReminderTime(person: Person): Promise<Date> {
  const inAnHour = { label: l10n.t('In an hour'), after: hour };
  const tomorrow = { label: l10n.t('Tomorrow'), after: 24 * hour };
  const { after } = await person.pick(
    [inAnHour, tomorrow],
    l10n.t('When do you want to be reminded?'),
    l10n.t('The old token keeps working until you confirm'),
  );
  return new Date(Date.now() + after);
}
