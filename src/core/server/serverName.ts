import * as l10n from '../l10n.ts';
import { containsTokenString } from '../token/token.ts';

export const maxServerNameLength = 100;
/** Line breaks and characters that change the text direction could disguise the URL that's shown after the name. */
const unsafeCharacters = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

export function serverNameProblem(name: string, taken: ReadonlySet<string> = new Set()): l10n.DisplayText | undefined {
  if (name === '') {
    return l10n.t('Enter a name for the server, such as "Local".');
  }
  if (unsafeCharacters.test(name) || [...name].length > maxServerNameLength) {
    return l10n.t(
      'Use a single line of up to {0} characters, without characters that change the text direction.',
      maxServerNameLength,
    );
  }
  if (containsTokenString(name)) {
    return l10n.t('This is a token, not a name. Keep the token secret and enter a name.');
  }
  return taken.has(name) ? l10n.t('Another server is already named "{0}". Choose a different name.', name) : undefined;
}
