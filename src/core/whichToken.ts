import type { Token } from './token.ts';
import { statusAt, type TokenRecord, type TokenStatus } from './tokenRecord.ts';

/** What this machine knows of a configured server's tokens. */
export interface KnownServer {
  readonly name: string;
  readonly url: string;
  /** Its list; `undefined` where it could not be had, or nobody is signed in. */
  readonly records: readonly TokenRecord[] | undefined;
  /** The tokens whose strings are kept here, by the whole SHA-512. */
  readonly kept: readonly { readonly hash: string; readonly name: string }[];
}

/** Which token a string is, as far as this machine can tell without sending it anywhere. */
export interface Identified<Server extends KnownServer = KnownServer> {
  /** `unknown`: no listed server has it, and all were asked. `unchecked`: one could not be, or none is configured. */
  readonly status: TokenStatus | 'unknown' | 'unchecked';
  readonly server?: Server;
  readonly name?: string;
  readonly record?: TokenRecord;
}

/** @param warningDays from how many days before its expiry a token counts as expiring */
export function whichToken<Server extends KnownServer>(
  token: Token,
  servers: readonly Server[],
  now: Date,
  warningDays: number,
): Identified<Server> {
  const keepers = servers.filter((server) => keeps(server, token));
  // A server that keeps the string here is surer than 36 bits of its hash in the list of another.
  const sure = listed(token, keepers, now, warningDays);
  if (sure !== undefined) {
    return sure;
  }
  const keeper = keepers.find(({ records }) => records === undefined);
  if (keeper !== undefined) {
    const name = keeper.kept.find(({ hash }) => hash === token.hash)?.name;
    return { status: 'unchecked', server: keeper, ...(name ? { name } : {}) };
  }
  const elsewhere = listed(token, servers, now, warningDays);
  if (elsewhere !== undefined) {
    return elsewhere;
  }
  const allAsked = servers.length > 0 && servers.every(({ records }) => records !== undefined);
  return { status: allAsked ? 'unknown' : 'unchecked' };
}

/** Whether a string of another length than the server makes is a token all the same: some list has it, or it is kept. */
export function isKnownToken(token: Token, servers: readonly KnownServer[]): boolean {
  return servers.some(
    (server) => keeps(server, token) || server.records?.some(({ hash }) => token.matches(hash)) === true,
  );
}

function listed<Server extends KnownServer>(
  token: Token,
  servers: readonly Server[],
  now: Date,
  warningDays: number,
): Identified<Server> | undefined {
  for (const server of servers) {
    const record = server.records?.find(({ hash }) => token.matches(hash));
    if (record !== undefined) {
      return { status: statusAt(record.expiry, now, warningDays), server, name: record.name, record };
    }
  }
  return undefined;
}

function keeps(server: KnownServer, token: Token): boolean {
  return server.kept.some(({ hash }) => hash === token.hash);
}
