import * as l10n from '@vscode/l10n';
import { holdsTokenString } from './token.ts';

/** The operator token's name: fixed by the server, and the only way to tell that token (its id is not always 0). */
export const operatorTokenName = '_admin';

const longestName = 255;
const longestShown = 80;
// Line and paragraph separators break a row as a line feed does.
const breaksTheLine = /[\p{Cc}\u2028\u2029]/u;
// Marks that reorder the text around them and letters that cannot be seen: a name holding one could pass for another.
const reordersText = /[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]/gu;

/**
 * What is wrong with a name for a new token, said so that the person can mend it, or `undefined`.
 * The server itself takes any string, so all of this is ours.
 * @param taken the names in the server's list; compared byte for byte, as the server does
 */
export function tokenNameProblem(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name.trim() === '') {
    return l10n.t('Enter a name for the token, such as "ci-writer".');
  }
  if (breaksTheLine.test(name)) {
    return l10n.t("A name can't contain line breaks or control characters.");
  }
  if (holdsTokenString(name)) {
    return l10n.t('This is a token, not a name. Keep it secret and enter a name.');
  }
  if (!name.isWellFormed()) {
    return l10n.t('The name contains an invalid character.');
  }
  if ([...name].length > longestName) {
    return l10n.t('A name can have up to {0} characters; this one has {1}.', longestName, [...name].length);
  }
  if (name === operatorTokenName) {
    return l10n.t('{0} is the name of the operator token. Choose a different name.', operatorTokenName);
  }
  if (taken.has(name)) {
    return l10n.t(
      'The server already has a token with this name (expired tokens count). Choose a different name, or delete that token first.',
    );
  }
  return undefined;
}

/** A name as a row can show it: on one line, in reading order, of a readable length. Names come from anybody. */
export function shownName(name: string): string {
  if (name === '') {
    return l10n.t('(empty name)');
  }
  const plain = [...name]
    .slice(0, longestShown + 1)
    .map((character) => (breaksTheLine.test(character) ? visible(character) : character))
    .join('')
    .replace(reordersText, visible);
  const letters = [...plain];
  const short = letters.length > longestShown ? `${letters.slice(0, longestShown).join('')}…` : plain;
  return short.trim() === short ? short : `"${short}"`;
}

function visible(character: string): string {
  if (character === '\n' || character === '\u2028' || character === '\u2029') {
    return '⏎';
  }
  return `⟨${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
