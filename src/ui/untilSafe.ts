import * as l10n from '@vscode/l10n';
import { shownName } from '../core/tokenName.ts';
import { toError } from '../core/userError.ts';
import { showError } from './notify.ts';

/** Places into which the string of a new token can be put. Each throws where that fails. */
interface Places {
  readonly keep: () => Promise<unknown>;
  readonly copy: () => Promise<unknown>;
}

/**
 * The secret storage failed, so a new token's string is nowhere but in this window: asks until it is in a safe place.
 * @param error why it could not be stored
 * @returns whether it is in the secret storage in the end
 */
export async function untilSafe(
  { name, server }: { readonly name: string; readonly server: string },
  error: Error,
  { keep, copy }: Places,
): Promise<boolean> {
  const again = l10n.t('Try Again');
  const copyAgain = l10n.t('Copy Again');
  const placed = l10n.t("I've Saved It");
  let isCopied = await succeeds(copy);
  let problem = error.message;
  for (;;) {
    const made = l10n.t('The token "{0}" was created on {1}.', shownName(name), server);
    const where = isCopied
      ? l10n.t("It couldn't be stored and is only on the clipboard. Save it in a safe place now.")
      : l10n.t("It couldn't be stored or copied to the clipboard. Keep this window open and try again.");
    const answer = await showError(
      `${made} ${where} ${problem}`,
      ...(isCopied ? [again, copyAgain, placed] : [again, copyAgain]),
    );
    if (answer === placed) {
      return false;
    }
    if (answer === again) {
      try {
        await keep();
        return true;
      } catch (repeated) {
        problem = toError(repeated).message;
      }
    } else if (answer === copyAgain) {
      isCopied = (await succeeds(copy)) || isCopied;
    }
  }
}

async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}
