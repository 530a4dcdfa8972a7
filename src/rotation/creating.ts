import * as l10n from '../core/l10n.ts';
import type { Token } from '../core/token/token.ts';
import { displayName } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import { Canceled, toError, UserError } from '../core/errors.ts';
import { RightsDiffer } from './grantedRights.ts';
import type { PlannedToken, Journal } from './journal.ts';
import { findListedToken, listTokens } from './listing.ts';
import type { RotationPorts, SecretsPort } from './ports.ts';
import { removeToken } from './removal.ts';
import { replacedKind } from './replacedKind.ts';
import { requestFor } from './replacement.ts';

export type Slot = 'next' | 'helper' | 'operator';

/** The request was sent, but the token may not exist, or its token string couldn't be stored. */
export class CreationUnconfirmed extends Error {
  override readonly name = 'CreationUnconfirmed';
  override readonly cause: Error;

  constructor(cause: Error) {
    super(cause.message);
    this.cause = cause;
  }
}

/**
 * An earlier run may have created the token and crashed before it journaled that, so the list is checked first.
 * @param isFresh whether this rotation has sent no request yet, so that a listed token is someone else's
 */
export async function ensureCreated(
  slot: Slot,
  planned: PlannedToken,
  journal: Journal,
  ports: RotationPorts,
  isFresh: boolean,
): Promise<PlannedToken> {
  const { server, secrets, person } = ports;
  const listing = await listTokens(journal, ports);
  const kind = replacedKind(journal, listing);
  const record = findListedToken(listing, planned, journal);
  if (record !== undefined && isFresh) {
    throw conflictError(record);
  }
  if (record !== undefined) {
    const stored = await findOwnToken(record.hash, secrets);
    if (stored !== undefined) {
      await adoptStoredToken(stored, planned, journal, ports);
      return { ...planned, hash: stored.hash, id: record.id, expiry: record.expiry?.toISOString() ?? null };
    }
  }
  const send = await requestFor(planned, kind, journal, listing, server);
  if (record !== undefined) {
    if (slot !== 'helper') {
      await person.confirmRecreate(record);
    }
    if (planned.how !== 'regenerate') {
      await removeToken(({ name, hash }) => name === record.name && hash === record.hash, journal, ports);
    }
  }
  // Regenerating can invalidate the token that the user is signed in with, so signing in is part of the operation.
  const signsIn = planned.how === 'regenerate' && journal.signsIn;
  const before = planned.how === 'regenerate' ? (listing.records.find(isOperatorToken)?.hash ?? null) : null;
  const details = { rotation: journal.id, planned, before, signsIn, copiesToClipboard: slot === 'next' };
  const created = await secrets.create(send, details).catch((thrown: unknown) => {
    const error = toError(thrown);
    throw hasNoEffect(error) ? error : new CreationUnconfirmed(error);
  });
  return {
    ...planned,
    hash: created.token.hash,
    id: created.id ?? null,
    expiry: created.expiry?.toISOString() ?? null,
  };
}

/** Whether the failed rotation has created no token, or deleted the only one, before it changed a file. */
export function isNothingLeft(error: unknown, { stage, next, helper }: Journal, isFresh: boolean): boolean {
  const isCreated = next.hash !== null || (helper !== null && helper.hash !== null);
  const isDeleted = error instanceof RightsDiffer && stage === 'creating';
  return isDeleted || (isFresh && !isCreated && !(error instanceof CreationUnconfirmed));
}

function conflictError(record: TokenRecord): UserError {
  return new UserError(
    isOperatorToken(record)
      ? l10n.t('Someone else replaced the operator token in the meantime. Refresh the list and try again.')
      : l10n.t(
          'Someone else created a token named "{0}" in the meantime. Choose a different name.',
          displayName(record.name),
        ),
  );
}

/** The sign-in token counts: it may be the only copy that the secret storage still has. */
export async function findOwnToken(hashPrefix: string, secrets: SecretsPort): Promise<Token | undefined> {
  const signIn = await secrets.signInToken();
  return (await secrets.findByHashPrefix(hashPrefix)) ?? (signIn?.matches(hashPrefix) === true ? signIn : undefined);
}

/** Stores the token's name and signs in with it, because the run that stored the token may have crashed before that. */
export async function adoptStoredToken(
  stored: Token,
  planned: PlannedToken,
  journal: Journal,
  { secrets }: RotationPorts,
): Promise<void> {
  await secrets.store(stored, planned.name);
  const isSignInReplaced = planned.how === 'regenerate' && journal.signsIn;
  const signInHash = (await secrets.signInToken())?.hash;
  if (isSignInReplaced && (signInHash === journal.old.hash || signInHash === stored.hash)) {
    await secrets.storeSignIn(stored, planned.name);
  }
}

function hasNoEffect(error: Error): boolean {
  return error instanceof Canceled || ('outcome' in error && error.outcome === 'nothing');
}
