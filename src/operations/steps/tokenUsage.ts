import * as l10n from '@vscode/l10n';
import type { SearchResult } from '../../rotation/ports.ts';
import { filesWithToken } from '../../rotation/tokens.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { Cancelled } from '../../core/errors.ts';
import type { Question } from '../../ui/prompts/confirmer.ts';
import { containingFilesSentence } from '../../ui/prompts/filesSentence.ts';
import { withProgress } from '../../vscode/progress.ts';
import type { Call } from '../../commands/command.ts';
import type { Dependencies } from '../../commands/dependencies.ts';

interface TokenToDelete {
  readonly name: string;
  /** Its SHA-512, or a prefix of it. `undefined` if the server's list isn't loaded yet. */
  readonly hash: string | undefined;
}

/** Asks for confirmation, and names the files that contain the token. @throws Cancelled, also for "Show Files" */
export async function confirmWithUsage(
  { confirmer }: Call,
  { name, hash }: TokenToDelete,
  question: Question,
  { search, found }: Pick<Dependencies, 'search' | 'found'>,
): Promise<void> {
  if (confirmer.autoConfirm) {
    return;
  }
  const finding = hash === undefined ? undefined : await filesContaining(name, hash, search);
  const showFiles = l10n.t('Show Files');
  const detail = [question.detail, finding && containingFilesSentence(finding)].filter((part) => part !== undefined);
  const choice = await confirmer.choose(
    { ...question, detail: detail.join(' ') },
    ...(finding === undefined || finding.files.length === 0 ? [] : [showFiles]),
  );
  if (finding !== undefined && choice === showFiles) {
    await found.showFiles(finding.files);
    throw new Cancelled();
  }
}

/** Searches for files that contain the token. `hash` may be only the prefix that the list shows. @throws Cancelled */
export async function filesContaining(
  name: string,
  hash: string,
  search: Dependencies['search'],
): Promise<SearchResult> {
  const { files, unread } = await withProgress(
    l10n.t('Searching for files that contain the token "{0}"...', displayName(name)),
    (signal) => search.find(signal, { isAlsoToken: (token) => token.matches(hash) }),
  );
  return { files: filesWithToken(hash, files), unread };
}
