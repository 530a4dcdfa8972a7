import { operatorTokenName } from './tokenName.ts';

/** A token in the server's list: everything except its token string. */
export interface TokenRecord {
  readonly id: number;
  readonly name: string;
  /** The first 9 hex characters of the token's SHA-512; all 128 on early 3.x releases. */
  readonly hash: string;
  readonly createdAt: Date;
  /** When the token string was last replaced. Only a regenerated `_admin` has it. */
  readonly updatedAt: Date | undefined;
  /** `undefined` means never. */
  readonly expiry: Date | undefined;
  /** As the server lists them; empty if it doesn't. {@link tokenKind} reads them. */
  readonly permissions: string;
  readonly description: string | undefined;
}

export type TokenStatus = 'live' | 'expiring' | 'expired';

/** In characters. Rows show less, and comparing long names would take long. */
const maxSortedLength = 200;
const millisecondsPerDay = 24 * 60 * 60 * 1000;

export function isOperatorToken(record: Pick<TokenRecord, 'name'>): boolean {
  return record.name === operatorTokenName;
}

export function statusAt(expiry: Date | undefined, now: Date, warningDays: number): TokenStatus {
  if (expiry === undefined) {
    return 'live';
  }
  const remaining = expiry.getTime() - now.getTime();
  if (remaining <= 0) {
    return 'expired';
  }
  return remaining <= warningDays * millisecondsPerDay ? 'expiring' : 'live';
}

export function sortTokens(records: readonly TokenRecord[]): TokenRecord[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  return [...records].sort(
    (one, other) =>
      Number(isOperatorToken(other)) - Number(isOperatorToken(one)) ||
      collator.compare(one.name.slice(0, maxSortedLength), other.name.slice(0, maxSortedLength)) ||
      one.id - other.id,
  );
}
