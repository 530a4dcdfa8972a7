import type { ServerTokens } from './matchToken.ts';
import { hashPrefixOf, type Token } from './token.ts';

/**
 * Returns a function that tells whether a server lists a token, or whether it's stored. How long it takes doesn't depend
 * on the number of tokens.
 */
export function knownTokens(servers: readonly ServerTokens[]): (token: Token) => boolean {
  const hashes = new Map<string, string[]>();
  for (const { records, storedTokens } of servers) {
    for (const known of [...(records ?? []), ...storedTokens]) {
      const prefix = hashPrefixOf(known);
      hashes.set(prefix, [...(hashes.get(prefix) ?? []), known.hash]);
    }
  }
  return (token) => hashes.get(hashPrefixOf(token))?.some((hash) => token.matches(hash)) === true;
}
