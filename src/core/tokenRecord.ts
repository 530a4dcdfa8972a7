import { operatorTokenName } from './tokenName.ts';

/** A token as the server's list shows it: everything but the string. */
export interface TokenRecord {
  readonly id: number;
  readonly name: string;
  /** The first 9 hex characters of the string's SHA-512; all 128 on early 3.x releases. */
  readonly hash: string;
  readonly createdAt: Date;
  /** When the string was last replaced: only `_admin` has one, after a regenerate. It is the string's real age. */
  readonly updatedAt: Date | undefined;
  /** `undefined` means never. */
  readonly expiry: Date | undefined;
  /** `*:*:*` on Core; on Enterprise, resource tokens have others. */
  readonly permissions: string;
  readonly description: string | undefined;
}

export type TokenStatus = 'live' | 'expiring' | 'expired';

const millisecondsADay = 24 * 60 * 60 * 1000;

export function isOperatorToken(record: Pick<TokenRecord, 'name'>): boolean {
  return record.name === operatorTokenName;
}

/**
 * How a token stands at a moment.
 * @param warningDays from how many days before its expiry a token counts as expiring
 */
export function statusAt(expiry: Date | undefined, now: Date, warningDays: number): TokenStatus {
  if (expiry === undefined) {
    return 'live';
  }
  const left = expiry.getTime() - now.getTime();
  if (left <= 0) {
    return 'expired';
  }
  return left <= warningDays * millisecondsADay ? 'expiring' : 'live';
}

/** The operator token first, then by name, then by id: the order in which people look for one. */
export function inReadingOrder(records: readonly TokenRecord[]): TokenRecord[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  return [...records].sort(
    (one, other) =>
      Number(isOperatorToken(other)) - Number(isOperatorToken(one)) ||
      collator.compare(one.name, other.name) ||
      one.id - other.id,
  );
}
