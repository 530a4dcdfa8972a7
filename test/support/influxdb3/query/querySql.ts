import { textResponse, streamedResponse, bodyResponse, type OutgoingResponse } from '../outgoingResponse.ts';
import type { IncomingRequest } from '../incomingRequest.ts';
import type { Release } from '../release.ts';
import { parseQueryRequest, queryFormats, type QueryFormat, type QueryRequest } from '../serde/requestBodies.ts';
import { readParameters, UrlParameterError } from '../urlParameters.ts';
import { contentTypes, render } from './formats.ts';
import { parseTokenQuery, select, UnknownColumn } from './sql.ts';
import type { TokenRow } from './tokenRows.ts';

/** `GET` and `POST /api/v3/query_sql`, but only for the list of tokens. */
export async function querySql(
  request: IncomingRequest,
  rows: TokenRow[],
  release: Release,
): Promise<OutgoingResponse> {
  const query =
    request.method === 'POST'
      ? parseQueryRequest(await request.readBody(), release.exponentSign)
      : fromUrl(request.query);
  if ('status' in query) return query;
  if (query.db !== '_internal') {
    const body = JSON.stringify({ error: `query error: database not found: ${query.db}` });
    return { ...bodyResponse(404, undefined, body), headers: {} };
  }
  return createResponse(query, query.format ?? acceptedFormat(request.headers.accept), rows, release);
}

function createResponse(
  request: QueryRequest,
  format: QueryFormat,
  rows: TokenRow[],
  release: Release,
): OutgoingResponse {
  try {
    const query = parseTokenQuery(request.q);
    if (query === undefined || format === 'parquet') {
      return textResponse(500, 'query error: the token server for tests answers only selects from system.tokens');
    }
    return streamedResponse(contentTypes[format], render(format, query.columns, select(query, rows)));
  } catch (error) {
    if (!(error instanceof UnknownColumn)) throw error;
    return textResponse(500, `${release.planningErrorPrefix}${error.message}`);
  }
}

function fromUrl(query: string | undefined): QueryRequest | OutgoingResponse {
  if (query === undefined) return textResponse(400, "missing query parameters 'db' and 'q'");
  const parameters = readParameters(query, ['db', 'q'], ['format', 'params']);
  const format = queryFormats.find((known) => known === parameters.get('format'));
  if (format === undefined && parameters.has('format')) {
    throw new UrlParameterError(`serde error: unknown variant \`${parameters.get('format')}\``);
  }
  return { db: parameters.get('db') ?? '', q: parameters.get('q') ?? '', format };
}

/** The `Accept` header counts only for a request without a format. */
function acceptedFormat(accept: string | undefined): QueryFormat {
  const formats: Record<string, QueryFormat> = {
    'text/csv': 'csv',
    'text/plain': 'pretty',
    'application/jsonl': 'jsonl',
    'application/vnd.apache.parquet': 'parquet',
  };
  return formats[accept ?? ''] ?? 'json';
}
