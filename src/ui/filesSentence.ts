import * as l10n from '@vscode/l10n';
import { shownName } from '../core/tokenName.ts';

const mostNamed = 6;

/** Names of files in one line; of many only the first ones, and how many more there are. */
export function filesSentence(files: readonly string[]): string {
  // Part by part: a long path must not be cut before its name.
  const named = files.slice(0, mostNamed).map((file) => file.split('/').map(shownName).join('/'));
  const more = files.length - named.length;
  return more > 0 ? l10n.t('{0} and {1} more', named.join(', '), more) : named.join(', ');
}
