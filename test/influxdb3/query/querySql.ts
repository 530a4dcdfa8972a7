import { bareText, streamed, whole, type Answer } from '../answer.ts';
import type { Asked } from '../asked.ts';
import type { Release } from '../release.ts';
import { parseQueryRequest, queryFormats, type QueryFormat, type QueryRequest } from '../serde/requestBodies.ts';
import { readParameters, UrlParameterError } from '../urlParameters.ts';
import { contentTypes, render } from './formats.ts';
import { parseTokenQuery, select, UnknownColumn } from './sql.ts';
import type { TokenRow } from './tokenRows.ts';

/** `GET` and `POST /api/v3/query_sql`, as far as the list of tokens goes. */
export async function querySql(asked: Asked, rows: TokenRow[], release: Release): Promise<Answer> {
  const request =
    asked.method === 'POST' ? parseQueryRequest(await asked.readBody(), release.exponentSign) : fromUrl(asked.query);
  if ('status' in request) return request;
  if (request.db !== '_internal') {
    const body = JSON.stringify({ error: `query error: database not found: ${request.db}` });
    return { ...whole(404, undefined, body), headers: {} };
  }
  return answerFor(request, request.format ?? acceptedFormat(asked.headers.accept), rows, release);
}

function answerFor(request: QueryRequest, format: QueryFormat, rows: TokenRow[], release: Release): Answer {
  try {
    const query = parseTokenQuery(request.q);
    if (query === undefined || format === 'parquet') {
      return bareText(500, 'query error: the token server for tests answers only selects from system.tokens');
    }
    return streamed(contentTypes[format], render(format, query.columns, select(query, rows)));
  } catch (error) {
    if (!(error instanceof UnknownColumn)) throw error;
    return bareText(500, `${release.planningErrorPrefix}${error.message}`);
  }
}

function fromUrl(query: string | undefined): QueryRequest | Answer {
  if (query === undefined) return bareText(400, "missing query parameters 'db' and 'q'");
  const parameters = readParameters(query, ['db', 'q'], ['format', 'params']);
  const format = queryFormats.find((known) => known === parameters.get('format'));
  if (format === undefined && parameters.has('format')) {
    throw new UrlParameterError(`serde error: unknown variant \`${parameters.get('format')}\``);
  }
  return { db: parameters.get('db') ?? '', q: parameters.get('q') ?? '', format };
}

/** Without a format in the request, the `Accept` header may name one. */
function acceptedFormat(accept: string | undefined): QueryFormat {
  const known: Record<string, QueryFormat> = {
    'text/csv': 'csv',
    'text/plain': 'pretty',
    'application/jsonl': 'jsonl',
    'application/vnd.apache.parquet': 'parquet',
  };
  return known[accept ?? ''] ?? 'json';
}
