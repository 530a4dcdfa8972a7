import type { TokenListing } from '../../../influxdb/listTokens.ts';
import type { TokenRequest } from '../../../storage/requestJournal.ts';

/** @returns `null`, as without a list, if the token may be one of those that can't be read */
export function beforeRequest({ records, unreadable, serverTime }: TokenListing, name: string): TokenRequest['before'] {
  const hash = records.find((record) => record.name === name)?.hash;
  return hash === undefined && unreadable.length > 0
    ? null
    : { hash: hash ?? null, serverTime: serverTime?.toISOString() ?? null };
}
