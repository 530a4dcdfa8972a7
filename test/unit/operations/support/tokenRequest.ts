import type { Token } from '../../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../../src/core/token/tokenRecord.ts';
import type { TokenRequest } from '../../../../src/storage/requestJournal.ts';

/** When the list was loaded right before the request, by the server's clock. */
export const serverTime = new Date('2026-11-28T12:00:00Z');

/** A request in the journal. @param before SHA-512 prefix of the token that it replaces */
export function tokenRequest({
  route,
  name,
  before = null,
  lifetime = null,
}: {
  readonly route: TokenRequest['route'];
  readonly name: string;
  readonly before?: string | null;
  readonly lifetime?: number | null;
}): TokenRequest {
  return {
    version: 1,
    id: 'request',
    startedAt: '2026-11-28T12:00:00.000Z',
    server: { name: 'Local', url: 'http://localhost:8181', identity: 'this-machine@http://localhost:8181' },
    route,
    name,
    lifetime,
    signsIn: false,
    before: { hash: before, serverTime: serverTime.toISOString() },
    timeLimit: 10_000,
    recoveryUrl: route === 'recover' ? 'http://localhost:8182' : null,
    rotation: null,
  };
}

export function listedToken(name: string, token: Token, times: Partial<TokenRecord> = {}): TokenRecord {
  return {
    id: 1,
    name,
    hash: token.hash.slice(0, 9),
    createdAt: serverTime,
    updatedAt: undefined,
    expiry: undefined,
    permissions: '*:*:*',
    description: undefined,
    ...times,
  };
}
