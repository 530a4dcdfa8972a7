import { hashPrefixOf, type Token } from './token.ts';
import { statusAt, type TokenRecord, type TokenStatus } from './tokenRecord.ts';

export interface ServerTokens {
  readonly name: string;
  readonly url: string;
  /** The server's list; `undefined` if it couldn't be loaded or the user isn't signed in. */
  readonly records: readonly TokenRecord[] | undefined;
  /** Whether the list also has tokens that can't be read, so that it proves of no token that it doesn't exist. */
  readonly hasUnreadable?: boolean;
  /** `hash` is the whole SHA-512. */
  readonly storedTokens: readonly { readonly hash: string; readonly name: string }[];
}

/** What this machine can find out about a token without sending it anywhere. */
export interface TokenMatch<Server extends ServerTokens = ServerTokens> {
  /** `unknown`: all servers were checked, and none has it. `unchecked`: a list is missing, or there are no servers. */
  readonly status: TokenStatus | 'unknown' | 'unchecked';
  readonly server?: Server;
  readonly name?: string;
  readonly record?: TokenRecord;
}

interface Listed<Server> {
  readonly server: Server;
  readonly record: TokenRecord;
}

/** Returns how servers know a token. The time that this takes doesn't depend on the number of tokens. */
export function tokenMatcher<Server extends ServerTokens>(
  servers: readonly Server[],
  now: Date,
  warningDays: number,
): (token: Token) => TokenMatch<Server> {
  const listed = Map.groupBy(
    servers.flatMap((server) => (server.records ?? []).map((record): Listed<Server> => ({ server, record }))),
    ({ record }) => hashPrefixOf(record),
  );
  const storing = Map.groupBy(
    servers.flatMap((server) => server.storedTokens.map(({ hash, name }) => ({ server, hash, name }))),
    ({ hash }) => hash,
  );
  const areAllLoaded = servers.length > 0 && servers.every(isComplete);
  const matchOf = ({ server, record }: Listed<Server>): TokenMatch<Server> => {
    return { status: statusAt(record.expiry, now, warningDays), server, name: record.name, record };
  };
  return (token) => {
    const matching = (listed.get(hashPrefixOf(token)) ?? []).filter(({ record }) => token.matches(record.hash));
    const stored = storing.get(token.hash) ?? [];
    // A stored token's whole hash is better evidence than the 36 bits in another server's list.
    const storedMatch = matching.find(({ server }) => stored.some((other) => other.server === server));
    if (storedMatch !== undefined) {
      return matchOf(storedMatch);
    }
    const unlisted = stored.find(({ server }) => !isComplete(server));
    if (unlisted !== undefined) {
      const { server, name } = unlisted;
      return { status: 'unchecked', server, ...(name ? { name } : {}) };
    }
    const [match] = matching;
    return match === undefined ? { status: areAllLoaded ? 'unknown' : 'unchecked' } : matchOf(match);
  };
}

export function matchToken<Server extends ServerTokens>(
  token: Token,
  servers: readonly Server[],
  now: Date,
  warningDays: number,
): TokenMatch<Server> {
  return tokenMatcher(servers, now, warningDays)(token);
}

/** Returns how servers name a token. */
export function listedNames(servers: readonly ServerTokens[]): (token: Token) => string | undefined {
  const match = tokenMatcher(servers, new Date(), 0);
  return (token) => match(token).record?.name;
}

function isComplete({ records, hasUnreadable }: ServerTokens): boolean {
  return records !== undefined && hasUnreadable !== true;
}
