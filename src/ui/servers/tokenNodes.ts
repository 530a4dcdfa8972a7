import type { Server } from '../../core/server/server.ts';
import { sortTokens, type TokenRecord } from '../../core/token/tokenRecord.ts';
import { TokenGroupNode, TokenNode } from './nodes.ts';

/** VS Code shows up to this many rows below one row without a noticeable delay. */
const maxRows = 10_000;
const groupSize = 5_000;

/** The rows of a server's tokens: groups of them if there are many. */
export function tokenNodes(server: Server, records: readonly TokenRecord[]): (TokenNode | TokenGroupNode)[] {
  const seen = new Map<number, number>();
  const tokens = sortTokens(records).map((record) => {
    const repetition = seen.get(record.id) ?? 0;
    seen.set(record.id, repetition + 1);
    return new TokenNode(server, record, repetition);
  });
  if (tokens.length <= maxRows) {
    return tokens;
  }
  return Array.from({ length: Math.ceil(tokens.length / groupSize) }, (_, index) => {
    const start = index * groupSize;
    return new TokenGroupNode(server, tokens.slice(start, start + groupSize), start);
  });
}
