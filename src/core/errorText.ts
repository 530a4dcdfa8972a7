import { UserError } from './errors.ts';
import * as l10n from './l10n.ts';
import { withPeriod } from './plainText.ts';

/** Why something failed, as a sentence. Only a UserError has words of ours. Any other message is quoted. */
export function errorText(error: unknown): l10n.DisplayText {
  if (error instanceof UserError) {
    return withPeriod(error.message) as l10n.DisplayText;
  }
  return l10n.t('"{0}".', error instanceof Error ? error.message : String(error));
}
