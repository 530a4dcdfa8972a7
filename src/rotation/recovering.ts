import * as l10n from '../core/l10n.ts';
import { UserError } from '../core/errors.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { Slot } from './creating.ts';
import type { Journal, PlannedToken } from './journal.ts';
import { isAccepted, isOldListed, isRefused, listSoon, listTokens } from './listing.ts';
import type { RotationPorts } from './ports.ts';
import { replacedKind } from './replacedKind.ts';
import { rollBackFiles } from './rollingBack.ts';
import { missingTokenError, recoverToken } from './tokens.ts';

// A stored secret can be lost: VS Code writes secrets to the keyring some time after it reports success, when the
// journal may already be on the disk. So a token counts as stored only when it has been read back.

export interface RotationRun {
  readonly journal: Journal;
  readonly ports: RotationPorts;
  save(change: Partial<Journal>): Promise<unknown>;
  createStep(slot: Slot): Promise<void>;
  /** Records that the token string is lost, so that the token is recreated. @throws UserError if it's lost again */
  forget(slot: Slot, change?: Partial<Journal>): Promise<void>;
}

/** An earlier version may have begun to replace a limited token. That's stopped, unless the token was deleted. */
export async function ensureReplaceable(run: RotationRun): Promise<void> {
  const { stage, old } = run.journal;
  if (old.kind !== undefined || stage === 'forgetting') {
    return;
  }
  const listing = await listTokens(run.journal, run.ports);
  if (stage !== 'ending' || isOldListed(listing, run.journal)) {
    await run.save({ old: { ...old, kind: replacedKind(run.journal, listing) } });
  }
}

export function notCreated(planned: PlannedToken): PlannedToken {
  return { ...planned, hash: null, id: null, expiry: null };
}

/** Stores missing tokens again if a copy can be found, except for an old token that's about to be removed. */
export async function recoverTokens(journal: Journal, ports: RotationPorts): Promise<void> {
  const { stage, old, next, operator } = journal;
  for (const token of [stage === 'forgetting' ? null : old, next, operator]) {
    if (token !== null) {
      await recoverToken(token, journal, ports);
    }
  }
}

/** If the new token string is lost, no file contains it, so the token is recreated, and files are chosen again. */
export async function isNextLost(run: RotationRun): Promise<boolean> {
  const { journal, ports } = run;
  const isLost = (await recoverToken(journal.next, journal, ports)) === undefined;
  if (isLost) {
    // The journal is about to forget which files may be half written.
    await rollBackFiles(journal, ports);
    await run.forget('next', { stage: 'creating', files: [], left: [] });
  }
  return isLost;
}

/** Recreates a token whose token string is lost. @throws UserError if the server rejects it */
export async function ensureAccepted(slot: 'next' | 'operator', run: RotationRun): Promise<void> {
  if ((await checkToken(slot, run)) === 'rejected') {
    throw new UserError(
      l10n.t(
        'The server no longer accepts the new token "{0}". Undo the rotation.',
        displayName(run.journal[slot]?.name ?? ''),
      ),
    );
  }
}

/** Recreates a token whose token string is lost or that the server rejects, after asking the user. */
export async function ensureReplaced(slot: 'next' | 'operator', run: RotationRun): Promise<void> {
  const rejectedHash = run.journal[slot]?.hash ?? undefined;
  if ((await checkToken(slot, run)) === 'rejected') {
    await recreate(slot, run);
    if (rejectedHash !== undefined) {
      await run.ports.secrets.remove(rejectedHash);
    }
  }
}

export async function ensureStored(run: RotationRun): Promise<void> {
  for (const slot of ['next', 'operator'] as const) {
    const planned = run.journal[slot];
    if (planned !== null && (await recoverToken(planned, run.journal, run.ports)) === undefined) {
      await recreate(slot, run);
    }
  }
}

async function checkToken(slot: 'next' | 'operator', run: RotationRun): Promise<'accepted' | 'rejected'> {
  const { journal, ports } = run;
  const planned = journal[slot];
  const token = planned === null ? undefined : await recoverToken(planned, journal, ports);
  if (token !== undefined) {
    return isRefused(await listSoon(token, ports), journal) ? 'rejected' : 'accepted';
  }
  await recreate(slot, run);
  return 'accepted';
}

/** Before a token is regenerated, a second one must work: a lost response could otherwise leave none that does. */
export async function ensureHelper(run: RotationRun): Promise<void> {
  const { helper, next } = run.journal;
  if (helper === null || next.hash !== null || (await isHelperAccepted(run))) {
    return;
  }
  if (!isOldListed(await listTokens(run.journal, run.ports), run.journal)) {
    return;
  }
  await recreate('helper', run);
  if (!(await isHelperAccepted(run))) {
    throw missingTokenError(helper.name);
  }
}

async function isHelperAccepted({ journal, ports }: RotationRun): Promise<boolean> {
  const { helper } = journal;
  const token = helper?.hash == null ? undefined : await ports.secrets.findByHash(helper.hash);
  return token !== undefined && (await isAccepted(token, journal, ports));
}

async function recreate(slot: Slot, run: RotationRun): Promise<void> {
  await run.forget(slot);
  await run.createStep(slot);
}
