import { look, recordOf, takeOver, type Seen, type Slot } from './births.ts';
import { forgetOld, removeHelper, removeToken } from './ending.ts';
import type { Journal } from './journal.ts';
import type { RotationPorts } from './ports.ts';
import { undoneResult, type RotationResult } from './result.ts';
import { inEachFile } from './placing.ts';
import { filesHolding, stringOf } from './strings.ts';

/** The rotation that is undone: what it knows now, and how that is written down. */
export interface Undoing {
  readonly journal: Journal;
  readonly ports: RotationPorts;
  save(change: Partial<Journal>): Promise<unknown>;
  /** Makes the token, or finds that it is made. */
  bear(slot: Slot): Promise<void>;
}

/**
 * Puts the old strings back into the files, signs in with the old token again, and deletes the new one if the person
 * agrees. The files come first: they need no server.
 * @throws Cancelled; what a port throws
 */
export async function undo(undoing: Undoing): Promise<RotationResult> {
  const { ports } = undoing;
  // Without files when it is done: their strings may be gone when this is done a second time.
  const unrestored = await inEachFile('restore', undoing.journal, ports);
  await undoing.save({ left: [...undoing.journal.left, ...unrestored], files: [] });
  const seen = await look(undoing.journal, ports);
  await adopt('helper', seen, undoing);
  await adopt('next', seen, undoing);
  const { old } = undoing.journal;
  const isOldAlive = seen.records.some(({ name, hash }) => name === old.name && hash === old.listedHash);
  await (isOldAlive ? signInAgain(undoing.journal, ports) : ensureOperator(undoing));
  await offerToDelete(undoing.journal, isOldAlive, ports, seen);
  await removeHelper(undoing.journal, ports);
  await (isOldAlive ? undefined : forgetOld(undoing.journal, ports));
  await ports.journals.remove(undoing.journal.id);
  return undoneResult(undoing.journal, isOldAlive);
}

/** Writes down a token that was made and stored by a run that did not live to do so. */
async function adopt(slot: 'next' | 'helper', seen: Seen, undoing: Undoing): Promise<void> {
  const { journal, ports } = undoing;
  const birth = journal[slot];
  const record = birth?.hash === null ? recordOf(seen, birth, journal) : undefined;
  const kept = record === undefined ? undefined : await ports.secrets.keptListed(record.hash);
  if (birth !== null && kept !== undefined) {
    await takeOver(kept, birth, journal, ports);
    await undoing.save({ [slot]: { ...birth, hash: kept.hash } });
  }
}

/** Only where the server is still signed in with the new token; or with the old one, whose name may not be noted. */
async function signInAgain({ signsIn, old, next }: Journal, { secrets }: RotationPorts): Promise<void> {
  const signedInWith = (await secrets.signIn())?.hash;
  if (signsIn && next.hash !== null && (signedInWith === next.hash || signedInWith === old.hash)) {
    await secrets.storeSignIn(await stringOf(old, secrets), old.name);
  }
}

/** A regenerate whose answer was lost left a server of which nobody has the operator token's string. */
async function ensureOperator(undoing: Undoing): Promise<void> {
  if (undoing.journal.kind === 'operator') {
    await undoing.bear('next');
  } else if (undoing.journal.operator !== null) {
    await undoing.bear('operator');
  }
}

async function offerToDelete(journal: Journal, isOldAlive: boolean, ports: RotationPorts, seen: Seen): Promise<void> {
  const { kind, next, left } = journal;
  if (kind === 'operator') {
    return;
  }
  const record = recordOf(seen, next, journal);
  if (record === undefined) {
    await (next.hash === null ? undefined : ports.secrets.drop(next.hash));
    return;
  }
  const isSignedInWith = next.hash !== null && (await ports.secrets.signIn())?.hash === next.hash;
  // Without the old token, or for a file that could not be put back, the new one is what still works.
  if (!isOldAlive || isSignedInWith || left.length > 0) {
    return;
  }
  const { files, unread } = await ports.files.search();
  const holding = { files: filesHolding(next.hash ?? record.hash, files), unread };
  if (await ports.person.deleteNew(holding, journal)) {
    await removeToken(next, journal, ports);
  }
}
