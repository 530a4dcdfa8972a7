import { isAdminToken } from '../core/token/replaceable.ts';
import type { Token } from '../core/token/token.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import * as l10n from '../core/l10n.ts';
import { withPauses } from '../core/pauses.ts';
import { decodeTokenList } from './decode.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { serverTimeOf } from './transport/response.ts';
import { send } from './transport/send.ts';
import { ServerError } from './transport/serverError.ts';

/** In bytes. Enough for over 100,000 tokens: 10,000 take 1.5 MB on a real server. */
const sizeLimit = 32 * 1024 * 1024;

const listRequest = {
  method: 'POST',
  path: '/api/v3/query_sql',
  json: { db: '_internal', q: 'SELECT * FROM system.tokens', format: 'json' },
  sizeLimit,
} as const;

export interface TokenListing {
  readonly records: TokenRecord[];
  /** The names of the tokens that can't be read. If there are any, the list doesn't prove that a token is missing. */
  readonly unreadable: readonly string[];
  /** When the list was loaded, by the server's clock, to the second. */
  readonly serverTime: Date | undefined;
}

/** For what needs all tokens, for example, to see that one is missing. @throws ServerError if one can't be read */
export async function listTokens(endpoint: Endpoint, bearer: Token, options: CallOptions = {}): Promise<TokenRecord[]> {
  return completeRecords(await listWithTime(endpoint, bearer, options));
}

/** @throws ServerError if a token can't be read */
export function completeRecords({ records, unreadable }: Pick<TokenListing, 'records' | 'unreadable'>): TokenRecord[] {
  if (unreadable.length > 0) {
    throw new ServerError(
      'unexpectedResponse',
      l10n.t(
        "The server lists a token that can't be read, so it's not certain which tokens exist. Check the list with InfluxDB's own tools.",
      ),
      { outcome: 'nothing' },
    );
  }
  return records;
}

/** Includes expired tokens; empty if the server was started without auth. POST keeps the query out of the URL. */
export async function listWithTime(
  endpoint: Endpoint,
  bearer: Token,
  options: CallOptions = {},
): Promise<TokenListing> {
  const response = await send(endpoint, { ...listRequest, token: bearer }, options);
  const { rows, unreadable } = await withPauses(decodeTokenList(response), options.signal);
  const records = rows.map((row) => ({
    id: row.token_id,
    name: row.name,
    hash: row.hash,
    createdAt: row.created_at,
    updatedAt: row.updated_at ?? undefined,
    expiry: row.expiry ?? undefined,
    permissions: row.permissions,
    description: row.description ?? undefined,
  }));
  return { records, unreadable, serverTime: serverTimeOf(response) };
}

/** Whether the server responds with a list to a request without a token, because it was started without auth. */
export async function isOpenToAnyone(endpoint: Endpoint, options: CallOptions = {}): Promise<boolean> {
  return (await send(endpoint, listRequest, options)).status === 200;
}

/** Why there is no list: the server rejects the token, or accepts it but doesn't let it manage tokens. */
export type ListRefusal = 'notAuthenticated' | 'notAllowed';

/** A token whose own entry has limited or unknown permissions can't be used to manage tokens, even if it can list them. */
export async function listIfAccepted(
  endpoint: Endpoint,
  bearer: Token,
  options: CallOptions = {},
): Promise<TokenRecord[] | ListRefusal> {
  const records = await unlessRefused(listTokens(endpoint, bearer, options));
  if (typeof records === 'string') {
    return records;
  }
  return isLimited({ bearer, records }) ? 'notAllowed' : records;
}

/** Whether the bearer is listed as a token that isn't an admin token. */
export function isLimited({
  bearer,
  records,
}: {
  readonly bearer: Token;
  readonly records: readonly TokenRecord[];
}): boolean {
  const own = records.find(({ hash }) => bearer.matches(hash));
  return own !== undefined && !isAdminToken(own);
}

export async function unlessRefused<Result>(work: Promise<Result>): Promise<Result | ListRefusal> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ServerError && (error.kind === 'notAuthenticated' || error.kind === 'notAllowed')) {
      return error.kind;
    }
    throw error;
  }
}
