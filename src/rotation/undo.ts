import { listTokens, findListedToken, adoptStoredToken, type TokenListing, type Slot } from './creating.ts';
import { deleteStoredOldToken, deleteHelper, deleteCreatedToken } from './retiring.ts';
import type { Journal } from './journal.ts';
import type { RotationPorts } from './ports.ts';
import { undoneResult, type RotationResult } from './result.ts';
import { updateFiles } from './updating.ts';
import { filesWithToken, readStoredToken } from './tokens.ts';

export interface UndoContext {
  readonly journal: Journal;
  readonly ports: RotationPorts;
  save(change: Partial<Journal>): Promise<unknown>;
  createStep(slot: Slot): Promise<void>;
}

/** Files are restored first, because that needs no server. */
export async function undo(undoing: UndoContext): Promise<RotationResult> {
  const { ports } = undoing;
  const unrestored = await updateFiles('restore', undoing.journal, ports);
  // A repeated undo must not need the tokens for these files again, because they may be deleted by then.
  await undoing.save({ left: [...undoing.journal.left, ...unrestored], files: [] });
  const listing = await listTokens(undoing.journal, ports);
  await adopt('helper', listing, undoing);
  await adopt('next', listing, undoing);
  const { old } = undoing.journal;
  const isOldValid = listing.records.some(({ name, hash }) => name === old.name && hash === old.listedHash);
  if (isOldValid) {
    await signInAgain(undoing.journal, ports);
  } else {
    await ensureOperator(undoing);
  }
  await offerToDelete(undoing.journal, isOldValid, ports, listing);
  await deleteHelper(undoing.journal, ports);
  if (!isOldValid) {
    await deleteStoredOldToken(undoing.journal, ports);
  }
  await ports.journals.remove(undoing.journal.id);
  return undoneResult(undoing.journal, isOldValid);
}

/** Journals a token that an earlier run created and stored before it crashed. */
async function adopt(slot: 'next' | 'helper', listing: TokenListing, undoing: UndoContext): Promise<void> {
  const { journal, ports } = undoing;
  const planned = journal[slot];
  const record = planned?.hash === null ? findListedToken(listing, planned, journal) : undefined;
  const stored = record === undefined ? undefined : await ports.secrets.findByHashPrefix(record.hash);
  if (planned !== null && stored !== undefined) {
    await adoptStoredToken(stored, planned, journal, ports);
    await undoing.save({ [slot]: { ...planned, hash: stored.hash } });
  }
}

/** Signs in only if the sign-in token is the new one, or the old one, whose name may not be stored. */
async function signInAgain({ signsIn, old, next }: Journal, { secrets }: RotationPorts): Promise<void> {
  const signInHash = (await secrets.signInToken())?.hash;
  if (signsIn && next.hash !== null && (signInHash === next.hash || signInHash === old.hash)) {
    await secrets.storeSignIn(await readStoredToken(old, secrets), old.name);
  }
}

/** If the response to a regenerate was lost, nobody has the operator token, so it's regenerated again. */
async function ensureOperator(undoing: UndoContext): Promise<void> {
  if (undoing.journal.kind === 'operator') {
    await undoing.createStep('next');
  } else if (undoing.journal.operator !== null) {
    await undoing.createStep('operator');
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
  // The new token is still needed if the old one no longer works or a file couldn't be restored.
  if (!isOldValid || isSignedInWith || left.length > 0) {
    return;
  }
  const { files, unread } = await ports.files.search();
  const containing = { files: filesWithToken(next.hash ?? record.hash, files), unread };
  if (await ports.person.askDeleteNew(containing, journal)) {
    await deleteCreatedToken(next, journal, ports);
  }
}
