import type { Token } from '../core/token/token.ts';
import { decodeQueryResult } from './decode.ts';
import { unlessRefused, type ListRefusal } from './listTokens.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { send } from './transport/send.ts';

/** Whether a token can query a database. The query reads no data. @throws ServerError if it fails otherwise */
export async function queryDatabase(
  endpoint: Endpoint,
  bearer: Token,
  database: string,
  options: CallOptions = {},
): Promise<'allowed' | ListRefusal> {
  const json = { db: database, q: 'SELECT 1', format: 'json' };
  const request = { method: 'POST', path: '/api/v3/query_sql', token: bearer, json } as const;
  return unlessRefused(
    send(endpoint, request, options).then((response) => {
      decodeQueryResult(response);
      return 'allowed' as const;
    }),
  );
}
