import type { Token } from '../core/token.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';
import { decodeTokenList } from './decode.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { send } from './send.ts';
import { ServerError } from './serverError.ts';

/** Room for over 100,000 tokens: a real server's 10,000 take 1.5 MB. */
const sizeLimit = 32 * 1024 * 1024;

/**
 * The server's list, expired tokens included: `SELECT * FROM system.tokens` in `_internal`. Posted, so that nothing
 * stands in a URL. A server that was started without auth gives an empty list.
 * @throws ServerError
 */
export async function listTokens(endpoint: Endpoint, bearer: Token, options: CallOptions = {}): Promise<TokenRecord[]> {
  const json = { db: '_internal', q: 'SELECT * FROM system.tokens', format: 'json' };
  const answer = await send(
    endpoint,
    { method: 'POST', path: '/api/v3/query_sql', token: bearer, json, sizeLimit },
    options,
  );
  return decodeTokenList(answer).map((row) => ({
    id: row.token_id,
    name: row.name,
    hash: row.hash,
    createdAt: row.created_at,
    updatedAt: row.updated_at ?? undefined,
    expiry: row.expiry ?? undefined,
    permissions: row.permissions,
    description: row.description ?? undefined,
  }));
}

/**
 * The same, where a token that the server does not take is an answer, and no failure.
 * @throws ServerError for any other refusal, and where the server is not reached
 */
export async function listIfTaken(
  endpoint: Endpoint,
  bearer: Token,
  options: CallOptions = {},
): Promise<TokenRecord[] | 'notAuthenticated'> {
  try {
    return await listTokens(endpoint, bearer, options);
  } catch (error) {
    if (error instanceof ServerError && error.kind === 'notAuthenticated') {
      return 'notAuthenticated';
    }
    throw error;
  }
}
