import * as l10n from '@vscode/l10n';
import { containsTokenString } from './token.ts';

/** The server's fixed name for the operator token. It's the only way to recognize that token: its ID isn't always 0. */
export const operatorTokenName = '_admin';

export const maxNameLength = 255;
const maxShownLength = 80;
// Line and paragraph separators break a tree row as a line feed does.
const lineBreaking = /[\p{Cc}\u2028\u2029]/u;
// With one of these characters, a name could look like a different one.
const invisibleOrReordering = /[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]/gu;

/** The server itself accepts any name that no other token has, byte for byte. */
export function tokenNameProblem(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name.trim() === '') {
    return l10n.t('Enter a name for the token, such as "ci-writer".');
  }
  if (lineBreaking.test(name)) {
    return l10n.t("A name can't contain line breaks or control characters.");
  }
  if (containsTokenString(name)) {
    return l10n.t('This is a token, not a name. Keep the token secret and enter a name.');
  }
  if (!name.isWellFormed()) {
    return l10n.t('The name contains an invalid character.');
  }
  if ([...name].length > maxNameLength) {
    return l10n.t('A name can have up to {0} characters; this one has {1}.', maxNameLength, [...name].length);
  }
  if (name === operatorTokenName) {
    return l10n.t('"{0}" is the name of the operator token. Choose a different name.', operatorTokenName);
  }
  if (taken.has(name)) {
    return l10n.t(
      'The server already has a token with this name (expired tokens count too). Choose a different name, or delete that token first.',
    );
  }
  return undefined;
}

/** Makes a name safe to show in a row: one line, in reading order, and short. Anyone can choose the name of a token. */
export function displayName(name: string): string {
  if (name === '') {
    return l10n.t('(empty name)');
  }
  const short = singleLine(name);
  return short.trim() === short ? short : `"${short}"`;
}

/** Makes text from a server safe to show: invisible and line-breaking characters are shown as their codes. */
export function singleLine(text: string, maxLength = maxShownLength): string {
  // Cut first, because text from a server can have megabytes. A character has up to two code units.
  const escaped = [...text.slice(0, 2 * (maxLength + 1))]
    .slice(0, maxLength + 1)
    .map((character) => (lineBreaking.test(character) ? visibleForm(character) : character))
    .join('')
    .replace(invisibleOrReordering, visibleForm);
  const characters = [...escaped];
  return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : escaped;
}

function visibleForm(character: string): string {
  if (character === '\n' || character === '\u2028' || character === '\u2029') {
    return '⏎';
  }
  return `⟨${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
