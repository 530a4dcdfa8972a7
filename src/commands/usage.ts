import * as l10n from '@vscode/l10n';
import type { Finding } from '../core/rotation/ports.ts';
import { filesHolding } from '../core/rotation/strings.ts';
import { shownName } from '../core/tokenName.ts';
import { Cancelled } from '../core/userError.ts';
import type { Question } from '../ui/confirmer.ts';
import { holdingSentence } from '../ui/filesSentence.ts';
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
  const holding = hash === undefined ? undefined : await searchFor(name, hash, search);
  const show = l10n.t('Show Files');
  const detail = [question.detail, holding && holdingSentence(holding)].filter((part) => part !== undefined);
  const answer = await confirmer.choose(
    { ...question, detail: detail.join(' ') },
    ...(holding === undefined || holding.files.length === 0 ? [] : [show]),
  );
  if (holding !== undefined && answer === show) {
    await found.showFiles(holding.files);
    throw new Cancelled();
  }
}

/** Files that hold the token at this moment, as far as the list's part of its hash tells. @throws Cancelled */
export async function searchFor(name: string, hash: string, search: Parts['search']): Promise<Finding> {
  const { files, unread } = await withProgress(
    l10n.t('Searching for files that contain the token "{0}"...', shownName(name)),
    (signal) => search.find(signal, { isWanted: (token) => token.matches(hash) }),
  );
  return { files: filesHolding(hash, files), unread };
}
