import * as l10n from '../l10n.ts';
import { containsTokenString } from './token.ts';

/** The server's fixed name for the operator token. It's the only way to recognize that token: its ID isn't always 0. */
export const operatorTokenName = '_admin';

export const maxNameLength = 255;
// Line and paragraph separators break a tree row as a line feed does.
const lineBreaking = /[\p{Cc}\u2028\u2029]/u;

/** The server itself accepts any name that no other token has, byte for byte. */
export function tokenNameProblem(name: string, taken: ReadonlySet<string>): l10n.DisplayText | undefined {
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

/** A name as the label of a row. Anyone can choose the name of a token. */
export function displayName(name: string): l10n.Label {
  return name === '' ? l10n.t('(empty name)') : l10n.alone(name);
}
