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
export async function undo(run: RotationRun): Promise<RotationResult> {
  const { ports } = run;
  const unrestored = await updateFiles('restore', run.journal, ports);
  // A repeated undo must not need the tokens for these files again, because they may be deleted by then.
  await run.save({ left: [...run.journal.left, ...unrestored], files: [] });
  const listing = await listTokens(run.journal, ports);
  await adopt('helper', listing, run);
  await adopt('next', listing, run);
  const isListed = isOldListed(listing, run.journal);
  const isOldValid = isListed && !(await isOldRejected(run.journal, ports));
  if (isOldValid) {
    await signInWithOld(run.journal, ports);
  } else if (!isListed) {
    await ensureOperator(run);
  }
  await offerToDelete(run.journal, isOldValid, ports, listing);
  await deleteHelper(run.journal, ports);
  if (!isListed) {
    await deleteStoredOldToken(run.journal, ports);
  }
  await releaseTokens(run.journal, ports);
  await ports.journals.remove(run.journal.id);
  return undoneResult(run.journal, isListed);
}

/** Journals a token that an earlier run created and stored before it crashed. */
async function adopt(slot: 'next' | 'helper', listing: TokenListing, run: RotationRun): Promise<void> {
  const { journal, ports } = run;
  const planned = journal[slot];
  const record = planned?.hash === null ? findListedToken(listing, planned, journal) : undefined;
  const stored = record === undefined ? undefined : await findOwnToken(record.hash, ports.secrets);
  if (planned !== null && stored !== undefined) {
    await adoptStoredToken(stored, planned, journal, ports);
    await run.save({ [slot]: { ...planned, hash: stored.hash } });
  }
}

/** Needed because the server also lists expired tokens. */
async function isOldRejected(journal: Journal, ports: RotationPorts): Promise<boolean> {
  const { old } = journal;
  const token = old.hash === null ? undefined : await ports.secrets.findByHash(old.hash);
  return token !== undefined && !(await isAccepted(token, journal, ports));
}

/** Regenerates the operator token again if the response, or later its token string, was lost. */
async function ensureOperator(run: RotationRun): Promise<void> {
  if (run.journal.kind === 'operator') {
    await ensureReplaced('next', run);
  } else if (run.journal.operator !== null) {
    await ensureReplaced('operator', run);
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
  const { files, unsearched } = await ports.files.search();
  const usage = { files: filesWithToken(next.hash ?? record.hash, files), unsearched };
  if (await ports.person.askToDeleteNewToken(usage, isStored ? journal : { ...journal, next: notCreated(next) })) {
    await deleteCreatedToken(next, journal, ports);
  }
}
