import type { TokenListing } from '../../../influxdb/listTokens.ts';
import type { TokenRequest } from '../../../storage/requestJournal.ts';

export function beforeRequest({ records, serverTime }: TokenListing, name: string): TokenRequest['before'] {
  return {
    hash: records.find((record) => record.name === name)?.hash ?? null,
    serverTime: serverTime?.toISOString() ?? null,
  };
}
