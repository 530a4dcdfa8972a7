import * as l10n from '@vscode/l10n';
import type { FoundFile } from '../core/foundFile.ts';
import { shownName } from '../core/tokenName.ts';
import { Cancelled } from '../core/userError.ts';
import type { Question } from '../ui/confirmer.ts';
import { filesSentence } from '../ui/filesSentence.ts';
import { withProgress } from '../ui/progress.ts';
import type { Call } from './command.ts';
import type { Parts } from './parts.ts';

/** A token that is about to stop working. */
interface Doomed {
  readonly name: string;
  /** As much of its SHA-512 as is known; `undefined` where the server's list was not read yet. */
  readonly hash: string | undefined;
}

/**
 * Asks whether a token is to stop working, with the files of the workspace that hold it at this moment.
 * @throws Cancelled unless the person says yes; also when they want to see the files first
 */
export async function askWithUsage(
  { confirmer }: Call,
  { name, hash }: Doomed,
  question: Question,
  { search, found }: Pick<Parts, 'search' | 'found'>,
): Promise<void> {
  if (confirmer.answeredYes) {
    return;
  }
  const files = hash === undefined ? [] : await filesHolding(name, hash, search);
  const show = l10n.t('Show Them');
  const sentence =
    files.length === 0
      ? l10n.t('No file of this workspace holds it.')
      : l10n.t('Files of this workspace hold it: {0}.', filesSentence(files.map(({ file }) => file)));
  const detail = [question.detail, ...(hash === undefined ? [] : [sentence])].filter((part) => part !== undefined);
  const answer = await confirmer.choose(
    { ...question, detail: detail.join(' ') },
    ...(files.length === 0 ? [] : [show]),
  );
  if (answer === show) {
    await found.showFiles(files);
    throw new Cancelled();
  }
}

async function filesHolding(name: string, hash: string, search: Parts['search']): Promise<FoundFile[]> {
  const { files } = await withProgress(
    l10n.t('Looking for files that hold the token "{0}"', shownName(name)),
    (signal) => search.find(signal),
  );
  return files
    .map((file) => ({ ...file, places: file.places.filter(({ token }) => token.matches(hash)) }))
    .filter(({ places }) => places.length > 0);
}
