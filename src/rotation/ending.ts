import type { Journal } from './journal.ts';
import { acceptedTokens } from './listing.ts';
import type { RotationPorts } from './ports.ts';
import { filesWithToken, knownPaths } from './tokens.ts';

/**
 * With `keepCreatedTokens` off, nothing that the rotation stored stays: the old token is removed if there is a copy of
 * it elsewhere, and the rest stays only until the user confirms that it's saved. Tokens that were stored before stay.
 */
export async function releaseTokens(journal: Journal, ports: RotationPorts): Promise<void> {
  const { secrets } = ports;
  if (await secrets.keepsCreated()) {
    return;
  }
  if (await isOldDispensable(journal, ports)) {
    await removeStoredOld(journal, ports);
  }
  for (const token of [journal.next, journal.operator, journal.storedOld === true ? journal.old : null]) {
    if (token !== null && token.hash !== null) {
      await secrets.storeUntilSaved(token.hash, token.name);
    }
  }
}

/** Called if nothing was created, so the old token is where it was before. Failures matter less than why it ended. */
export async function releaseOldToken(journal: Journal, ports: RotationPorts): Promise<void> {
  if (journal.storedOld === true && !(await ports.secrets.keepsCreated())) {
    await removeStoredOld(journal, ports);
  }
}

async function removeStoredOld({ old }: Journal, { secrets }: RotationPorts): Promise<void> {
  if (old.hash !== null) {
    await secrets.remove(old.hash);
  }
}

async function isOldDispensable(journal: Journal, ports: RotationPorts): Promise<boolean> {
  const { hash } = journal.old;
  if (journal.storedOld !== true || hash === null) {
    return false;
  }
  const isSignIn = (await ports.secrets.signInToken())?.hash === hash;
  if (isSignIn || journal.signsIn) {
    // A sign-in token that was replaced has no other copy in the secret storage, where it was stored before.
    return isSignIn;
  }
  const { files } = await ports.files.search(knownPaths(journal));
  return filesWithToken(hash, files).length > 0 && (await isAnotherAccepted(hash, journal, ports));
}

async function isAnotherAccepted(hash: string, journal: Journal, ports: RotationPorts): Promise<boolean> {
  for await (const { bearer } of acceptedTokens(journal, ports)) {
    if (bearer.hash !== hash) {
      return true;
    }
  }
  return false;
}
