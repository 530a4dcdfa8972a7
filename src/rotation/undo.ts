import { adoptStoredToken, findOwnToken } from './creating.ts';
import { releaseTokens } from './ending.ts';
import { findListedToken, isAccepted, isOldListed, listTokens, type TokenListing } from './listing.ts';
import { deleteStoredOldToken, deleteHelper, deleteCreatedToken } from './retiring.ts';
import type { Journal } from './journal.ts';
import type { RotationPorts } from './ports.ts';
import { ensureReplaced, notCreated, type RotationRun } from './recovering.ts';
import { undoneResult, type RotationResult } from './result.ts';
import { signInWithOld } from './signIn.ts';
import { filesWithToken } from './tokens.ts';
import { updateFiles } from './updating.ts';

/** Files are restored first, because that needs no server. */
export async function undo(undoing: RotationRun): Promise<RotationResult> {
  const { ports } = undoing;
  const unrestored = await updateFiles('restore', undoing.journal, ports);
  // A repeated undo must not need the tokens for these files again, because they may be deleted by then.
  await undoing.save({ left: [...undoing.journal.left, ...unrestored], files: [] });
  const listing = await listTokens(undoing.journal, ports);
  await adopt('helper', listing, undoing);
  await adopt('next', listing, undoing);
  const isListed = isOldListed(listing, undoing.journal);
  const isOldValid = isListed && !(await isOldRejected(undoing.journal, ports));
  if (isOldValid) {
    await signInWithOld(undoing.journal, ports);
  } else if (!isListed) {
    await ensureOperator(undoing);
  }
  await offerToDelete(undoing.journal, isOldValid, ports, listing);
  await deleteHelper(undoing.journal, ports);
  if (!isListed) {
    await deleteStoredOldToken(undoing.journal, ports);
  }
  await releaseTokens(undoing.journal, ports);
  await ports.journals.remove(undoing.journal.id);
  return undoneResult(undoing.journal, isListed);
}

/** Journals a token that an earlier run created and stored before it crashed. */
async function adopt(slot: 'next' | 'helper', listing: TokenListing, undoing: RotationRun): Promise<void> {
  const { journal, ports } = undoing;
  const planned = journal[slot];
  const record = planned?.hash === null ? findListedToken(listing, planned, journal) : undefined;
  const stored = record === undefined ? undefined : await findOwnToken(record.hash, ports.secrets);
  if (planned !== null && stored !== undefined) {
    await adoptStoredToken(stored, planned, journal, ports);
    await undoing.save({ [slot]: { ...planned, hash: stored.hash } });
  }
}

/** Needed because the server also lists expired tokens. */
async function isOldRejected({ old }: Journal, ports: RotationPorts): Promise<boolean> {
  const token = old.hash === null ? undefined : await ports.secrets.findByHash(old.hash);
  return token !== undefined && !(await isAccepted(token, ports));
}

/** Regenerates the operator token again if the response, or later its token string, was lost. */
async function ensureOperator(undoing: RotationRun): Promise<void> {
  if (undoing.journal.kind === 'operator') {
    await ensureReplaced('next', undoing);
  } else if (undoing.journal.operator !== null) {
    await ensureReplaced('operator', undoing);
  }
}

async function offerToDelete(
  journal: Journal,
  isOldValid: boolean,
  ports: RotationPorts,
  listing: TokenListing,
): Promise<void> {
  const { kind, next, left } = journal;
  if (kind === 'operator') {
    return;
  }
  const record = findListedToken(listing, next, journal);
  if (record === undefined) {
    if (next.hash !== null) {
      await ports.secrets.remove(next.hash);
    }
    return;
  }
  const isSignedInWith = next.hash !== null && (await ports.secrets.signInToken())?.hash === next.hash;
  const isStored = isSignedInWith || (next.hash !== null && (await ports.secrets.findByHash(next.hash)) !== undefined);
  // The new token is still needed if the old one no longer works or a file couldn't be restored.
  if (isStored && (!isOldValid || isSignedInWith || left.length > 0)) {
    return;
  }
  const { files, unread } = await ports.files.search();
  const containing = { files: filesWithToken(next.hash ?? record.hash, files), unread };
  if (await ports.person.askDeleteNew(containing, isStored ? journal : { ...journal, next: notCreated(next) })) {
    await deleteCreatedToken(next, journal, ports);
  }
}
