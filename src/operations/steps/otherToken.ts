import { isAdminToken } from '../../core/token/replaceable.ts';
import type { Token } from '../../core/token/token.ts';
import { sortTokens, type TokenRecord } from '../../core/token/tokenRecord.ts';
import { listIfAccepted } from '../../influxdb/listTokens.ts';
import type { Connection } from '../../servers/connections.ts';
import type { ServerAccess } from '../ports.ts';

/** In milliseconds. A token that expires sooner would soon leave nobody signed in. */
const minRemaining = 60 * 60 * 1000;

interface OtherToken {
  readonly token: Token;
  readonly name: string;
}

/** Finds a stored token that the server accepts right now, other than the one that is to be deleted. */
export async function findOtherToken(
  connection: Connection,
  records: readonly TokenRecord[],
  toDelete: Pick<TokenRecord, 'hash'>,
  { tokens }: ServerAccess,
  signal: AbortSignal,
): Promise<OtherToken | undefined> {
  for await (const other of storedTokens(connection, records, toDelete, tokens)) {
    if (typeof (await listIfAccepted(connection.endpoint, other.token, { signal })) !== 'string') {
      return other;
    }
  }
  return undefined;
}

/** The token that {@link findOtherToken} checks first. Sends nothing. */
export async function firstOtherToken(
  connection: Connection,
  records: readonly TokenRecord[],
  toDelete: Pick<TokenRecord, 'hash'>,
  { tokens }: ServerAccess,
): Promise<OtherToken | undefined> {
  for await (const other of storedTokens(connection, records, toDelete, tokens)) {
    return other;
  }
  return undefined;
}

async function* storedTokens(
  { identity }: Connection,
  records: readonly TokenRecord[],
  toDelete: Pick<TokenRecord, 'hash'>,
  tokens: ServerAccess['tokens'],
): AsyncGenerator<OtherToken, void> {
  const now = Date.now();
  const remaining = ({ expiry }: TokenRecord) => (expiry?.getTime() ?? Number.MAX_SAFE_INTEGER) - now;
  for (const record of sortTokens(records).sort((one, other) => remaining(other) - remaining(one))) {
    const { name, hash } = record;
    const isCandidate = hash !== toDelete.hash && isAdminToken(record) && remaining(record) > minRemaining;
    const token = isCandidate ? await tokens.findByHashPrefix(identity, hash) : undefined;
    if (token !== undefined) {
      yield { token, name };
    }
  }
}
