import * as l10n from '@vscode/l10n';
import type { Journal } from '../../rotation/journal.ts';
import type { SearchResult, Retirement } from '../../rotation/ports.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { Cancelled } from '../../core/errors.ts';
import type { Question } from '../prompts/confirmer.ts';
import { containingFilesSentence } from '../prompts/filesSentence.ts';
import { pick } from '../prompts/pick.ts';
import type { Answers } from '../../operations/steps/rotationAnswers.ts';

const hour = 60 * 60 * 1000;

/** @param showFiles shows the files that still contain the old token; the rotation then stops. @throws Cancelled */
export async function askRetirement(
  containing: SearchResult,
  journal: Journal,
  { confirmer, old }: Answers,
  showFiles: () => Promise<void>,
): Promise<Retirement> {
  if (old === 'keep') {
    return 'keep';
  }
  if (old === 'later') {
    return { later: new Date(Date.now() + 24 * hour) };
  }
  const question = questionFor(containing, journal);
  const show = l10n.t('Show Files');
  const later = l10n.t('Remind Me Later');
  const keep = l10n.t('Keep Old Token');
  const others = [...(containing.files.length === 0 ? [] : [show]), ...(old === 'delete' ? [] : [later, keep])];
  const answer = await confirmer.choose(question, ...others);
  switch (answer) {
    case show:
      await showFiles();
      throw new Cancelled();
    case later:
      return { later: await pickReminderTime() };
    case keep:
      return 'keep';
    default:
      return 'delete';
  }
}

function questionFor(containing: SearchResult, { kind, old, next, server }: Journal): Question {
  const name = displayName(old.name);
  const usage = containingFilesSentence(containing);
  return kind === 'bridge'
    ? {
        message: l10n.t('Regenerate the operator token for {0} ({1}) now?', server.name, server.url),
        detail: [
          l10n.t(
            'The selected files now use "{0}". The old operator token stops working immediately.',
            displayName(next.name),
          ),
          usage,
        ].join(' '),
        yes: l10n.t('Regenerate Token'),
      }
    : {
        message: l10n.t('Delete the old token "{0}" from {1} ({2}) now?', name, server.name, server.url),
        detail: [
          l10n.t(
            '"{0}" has replaced it. Anything that still uses the old token stops working immediately.',
            displayName(next.name),
          ),
          usage,
        ].join(' '),
        yes: l10n.t('Delete Old Token'),
      };
}

async function pickReminderTime(): Promise<Date> {
  const inAnHour = { label: l10n.t('In an hour'), after: hour };
  const tomorrow = { label: l10n.t('Tomorrow'), after: 24 * hour };
  const { after } = await pick(
    [inAnHour, tomorrow],
    l10n.t('When do you want to be reminded?'),
    l10n.t('Nothing is deleted until you confirm'),
  );
  return new Date(Date.now() + after);
}
