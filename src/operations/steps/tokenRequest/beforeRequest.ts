import type { TokenListing } from '../../../influxdb/listTokens.ts';
import type { TokenRequest } from '../../../storage/requestJournal.ts';

/** What to write down about the list that was loaded right before a request. @param name of the token to create */
export function beforeRequest({ records, serverTime }: TokenListing, name: string): TokenRequest['before'] {
  return {
    hash: records.find((record) => record.name === name)?.hash ?? null,
    serverTime: serverTime?.toISOString() ?? null,
  };
}
