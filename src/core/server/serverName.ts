import * as l10n from '../l10n.ts';
import { containsTokenString } from '../token/token.ts';

export const maxServerNameLength = 100;
/** With one of these, two servers could have names that look alike. Emoji contain the exception. */
const invisibleCharacters = /(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

export function serverNameProblem(name: string, taken: ReadonlySet<string> = new Set()): l10n.DisplayText | undefined {
  if (name === '') {
    return l10n.t('Enter a name for the server, such as "Local".');
  }
  if (invisibleCharacters.test(name) || [...name].length > maxServerNameLength) {
    return l10n.t('Use a single line of up to {0} characters, without invisible characters.', maxServerNameLength);
  }
  if (containsTokenString(name)) {
    return l10n.t('This is a token, not a name. Keep the token secret and enter a name.');
  }
  return taken.has(name) ? l10n.t('Another server is already named "{0}". Choose a different name.', name) : undefined;
}
