import type { Journal } from './journal.ts';
import { acceptedTokens } from './listing.ts';
import type { RotationPorts } from './ports.ts';
import { ensureAccepted, ensureReplaced, type RotationRun } from './recovering.ts';
import { deleteHelper, deleteOldTokenOnServer } from './retiring.ts';
import { signInWithNext } from './signIn.ts';
import { filesWithToken, knownPaths } from './tokens.ts';

/** Before a token stops working, the one that replaces it is read back and checked. */
export async function retireOldToken(run: RotationRun, { isFresh }: { readonly isFresh: boolean }): Promise<void> {
  const { kind, operator } = run.journal;
  if (kind !== 'bridge' || operator?.hash == null) {
    await ensureAccepted('next', run);
  }
  switch (kind) {
    case 'named':
      // The user may have signed in with the old token while the rotation waited.
      await signInWithNext(run.journal, run.ports, isFresh);
      await deleteOldTokenOnServer(run.journal, run.ports);
      break;
    case 'operator':
      await deleteHelper(run.journal, run.ports);
      break;
    case 'bridge':
      await ensureReplaced('operator', run);
      break;
  }
}

/**
 * With `keepCreatedTokens` off, the rotation leaves nothing stored: it removes the old token if there's a copy
 * elsewhere, and other tokens once the user confirms that they're saved. Tokens that were stored before aren't removed.
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

/** Called if nothing was created, so the old token is still where it was before the rotation. */
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
    // If the rotation replaced the sign-in token, this is its only copy in the secret storage.
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
