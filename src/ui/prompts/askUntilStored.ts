import * as l10n from '../../core/l10n.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { errorText } from '../../core/errorText.ts';
import { showError } from '../../vscode/notify.ts';

interface Destinations {
  readonly store: () => Promise<unknown>;
  readonly copy: () => Promise<unknown>;
}

/** Asks until the token is in a safe place, because this window has the only copy. @returns whether it was stored */
export async function askUntilStored(
  { name, server }: { readonly name: string; readonly server: string },
  error: Error,
  { store, copy }: Destinations,
): Promise<boolean> {
  const tryAgain = l10n.t('Try Again');
  const saved = l10n.t("I've Saved It");
  let isCopied = await succeeds(copy);
  let problem = errorText(error);
  for (;;) {
    const outcome = l10n.t('The token "{0}" was created on {1}.', displayName(name), server);
    const where = isCopied
      ? l10n.t("It couldn't be stored and is only on the clipboard. Save it in a safe place now.")
      : l10n.t("It couldn't be stored or copied to the clipboard. Keep this window open and try again.");
    const copyLabel = isCopied ? l10n.t('Copy Again') : l10n.t('Copy Token');
    const answer = await showError(
      l10n.join([outcome, where, problem], ' '),
      ...(isCopied ? [tryAgain, copyLabel, saved] : [tryAgain, copyLabel]),
    );
    if (answer === saved) {
      return false;
    }
    if (answer === tryAgain) {
      try {
        await store();
        return true;
      } catch (repeated) {
        problem = errorText(repeated);
      }
    } else if (answer === copyLabel) {
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
