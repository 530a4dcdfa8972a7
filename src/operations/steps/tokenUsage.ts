import * as l10n from '../../core/l10n.ts';
import { Canceled } from '../../core/errors.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { SearchResult } from '../../rotation/ports.ts';
import { filesWithToken } from '../../rotation/tokens.ts';
import type { Person, Question } from '../person.ts';
import type { TokenUsage } from '../ports.ts';

interface TokenToDelete {
  readonly name: string;
  /** Its SHA-512, or a prefix of it. `undefined` if the server's list isn't loaded yet. */
  readonly hash: string | undefined;
}

interface Ports {
  readonly person: Person;
  readonly usage: Pick<TokenUsage, 'search' | 'showFiles'>;
}

/** Asks for confirmation, and names the files that contain the token. @throws Canceled, also for "Show Files" */
export async function confirmWithUsage(
  { name, hash }: TokenToDelete,
  question: Question,
  { person, usage }: Ports,
): Promise<void> {
  if (person.autoConfirm) {
    return;
  }
  const found = hash === undefined ? undefined : await filesContaining(name, hash, { person, usage });
  const showFiles = l10n.t('Show Files');
  const alternatives = found === undefined || found.files.length === 0 ? [] : [showFiles];
  const choice = await person.choose({ ...question, usage: found }, ...alternatives);
  if (found !== undefined && choice === showFiles) {
    await usage.showFiles(found.files);
    throw new Canceled();
  }
}

export async function filesContaining(
  name: string,
  hash: string,
  { person, usage }: { readonly person: Person; readonly usage: Pick<TokenUsage, 'search'> },
): Promise<SearchResult> {
  const { files, unsearched } = await person.progress(
    l10n.t('Searching for files that contain the token "{0}"...', displayName(name)),
    (signal) => usage.search.find(signal, { isAlsoToken: (token) => token.matches(hash) }),
  );
  return { files: filesWithToken(hash, files), unsearched };
}
