import type { ServerTokens } from './matchToken.ts';
import { hashPrefixOf, type Token } from './token.ts';

/** Returns whether a token is listed or stored. The time that this takes doesn't depend on the number of tokens. */
export function knownTokens(servers: readonly ServerTokens[]): (token: Token) => boolean {
  const hashes = Map.groupBy(
    new Set(
      servers.flatMap(({ records, storedTokens }) => [...(records ?? []), ...storedTokens].map(({ hash }) => hash)),
    ),
    (hash) => hashPrefixOf({ hash }),
  );
  return (token) => hashes.get(hashPrefixOf(token))?.some((hash) => token.matches(hash)) === true;
}
