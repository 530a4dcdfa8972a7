import * as l10n from '@vscode/l10n';
import type { Token } from '../token.ts';
import { shownName } from '../tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../tokenRecord.ts';
import { Cancelled, toError, UserError } from '../userError.ts';
import type { Birth, Journal } from './journal.ts';
import type { RotationPorts } from './ports.ts';

/** Which of a journal's tokens. */
export type Slot = 'next' | 'helper' | 'operator';

/** It was asked for, and whether it was made is not known, or its string could not be stored. */
export class BirthUnknown extends Error {
  override readonly name = 'BirthUnknown';
  override readonly cause: Error;

  constructor(cause: Error) {
    super(cause.message);
    this.cause = cause;
  }
}

/** What the server says now, and to whom. */
export interface Seen {
  readonly bearer: Token;
  readonly records: readonly TokenRecord[];
}

/**
 * Reads the list with the first token of this rotation that the server takes.
 * @throws UserError when it takes none; what the server's port throws
 */
export async function look(journal: Journal, { server, secrets }: RotationPorts): Promise<Seen> {
  const tried = new Set<string>();
  const hashes = [journal.next, journal.operator, journal.helper, journal.old].map((token) => token?.hash ?? undefined);
  const tokens = [
    () => secrets.signIn(),
    ...hashes.filter((hash) => hash !== undefined).map((hash) => () => secrets.kept(hash)),
  ];
  for (const read of tokens) {
    const bearer = await read();
    if (bearer !== undefined && !tried.has(bearer.hash)) {
      tried.add(bearer.hash);
      const records = await server.list(bearer);
      if (records !== 'notAuthenticated') {
        return { bearer, records };
      }
    }
  }
  throw new UserError(
    l10n.t('{0} accepts none of the stored tokens. Sign in with a token that works.', journal.server.name),
  );
}

/** The row of the list that the birth made, by this rotation or by anybody. */
export function recordOf({ records }: Seen, birth: Birth, { old }: Journal): TokenRecord | undefined {
  const replaced = birth.how === 'regenerate' ? old.listedHash : undefined;
  return records.find(({ name, hash }) => name === birth.name && hash !== replaced);
}

/**
 * Makes the token unless the list shows it: an earlier run may have made it and not lived to say so. It is never made
 * a second time without that look, and where its string is lost, only after asking.
 * @param isFresh this rotation has asked for nothing yet, so what the list shows is somebody else's
 * @returns the birth with everything known of it; its string is kept
 * @throws BirthUnknown; Cancelled; UserError, what a port throws, with nothing made
 */
export async function bringForth(
  slot: Slot,
  birth: Birth,
  journal: Journal,
  ports: RotationPorts,
  isFresh: boolean,
): Promise<Birth> {
  const { server, secrets, person } = ports;
  const seen = await look(journal, ports);
  const record = recordOf(seen, birth, journal);
  if (record !== undefined && isFresh) {
    throw madeByOthers(record);
  }
  if (record !== undefined) {
    const kept = await secrets.keptListed(record.hash);
    if (kept !== undefined) {
      await takeOver(kept, birth, journal, ports);
      return { ...birth, hash: kept.hash, id: record.id, expiry: record.expiry?.toISOString() ?? null };
    }
    if (slot !== 'helper') {
      await person.replaceLost(record);
    }
    if (birth.how === 'create') {
      await server.remove(seen.bearer, birth.name);
    }
  }
  const make = () =>
    birth.how === 'create'
      ? server.create(seen.bearer, birth.name, birth.lifetime ?? undefined)
      : server.regenerate(seen.bearer);
  // The string that the server was signed in with dies with a regenerate, so this is one piece with it.
  const signsIn = birth.how === 'regenerate' && journal.signsIn;
  const born = await secrets.bear(make, { signsIn, copies: slot === 'next' }).catch((thrown: unknown) => {
    const error = toError(thrown);
    throw didNothing(error) ? error : new BirthUnknown(error);
  });
  return { ...birth, hash: born.token.hash, id: born.id ?? null, expiry: born.expiry?.toISOString() ?? null };
}

function madeByOthers(record: TokenRecord): UserError {
  return new UserError(
    isOperatorToken(record)
      ? l10n.t('Someone else replaced the operator token in the meantime. Refresh the list and try again.')
      : l10n.t(
          'Someone else created a token named "{0}" in the meantime. Choose a different name.',
          shownName(record.name),
        ),
  );
}

/** Does what a run that stored a new token may not have lived to do: to note its name, and to sign in with it. */
export async function takeOver(kept: Token, birth: Birth, journal: Journal, { secrets }: RotationPorts): Promise<void> {
  await secrets.keep(kept, birth.name);
  const isSignInDead = birth.how === 'regenerate' && journal.signsIn;
  const signedInWith = (await secrets.signIn())?.hash;
  if (isSignInDead && (signedInWith === journal.old.hash || signedInWith === kept.hash)) {
    await secrets.storeSignIn(kept, birth.name);
  }
}

/** Errors of requests tell whether the server may have done the work all the same. */
function didNothing(error: Error): boolean {
  return error instanceof Cancelled || ('outcome' in error && error.outcome === 'nothing');
}
