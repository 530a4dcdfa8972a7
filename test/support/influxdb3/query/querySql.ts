import { internalDatabase } from '../databases.ts';
import { textResponse, streamedResponse, type OutgoingResponse } from '../outgoingResponse.ts';
import type { IncomingRequest } from '../incomingRequest.ts';
import type { Access } from '../access.ts';
import type { RouteContext } from '../routes.ts';
import type { Release } from '../release.ts';
import { parseQueryRequest, queryFormats, type QueryFormat, type QueryRequest } from '../serde/requestBodies.ts';
import { readParameters, UrlParameterError } from '../urlParameters.ts';
import { contentTypes, render } from './formats.ts';
import { parseTokenQuery, select, selectedNumber, UnknownColumn } from './sql.ts';
import { tokenRows, type TokenRow } from './tokenRows.ts';

/** `GET` and `POST /api/v3/query_sql`, but only for the list of tokens, and `SELECT 1` from other databases. */
export async function querySql(
  routing: RouteContext,
  request: IncomingRequest,
  access: Access,
): Promise<OutgoingResponse> {
  const { catalog, release } = routing;
  const query =
    request.method === 'POST'
      ? parseQueryRequest(await request.readBody(), release.exponentSign)
      : fromUrl(request.query);
  if ('status' in query) return query;
  const format = query.format ?? acceptedFormat(request.headers.accept);
  if (query.db !== internalDatabase) {
    access.requireDatabase(query.db, 'read');
    return catalog.databases.find(query.db) === undefined ? unknownDatabase(query.db) : numberResponse(query, format);
  }
  access.requireAdmin();
  return listResponse(query, format, routing.withoutAuth ? [] : tokenRows(routing), release);
}

function unknownDatabase(name: string): OutgoingResponse {
  return textResponse(404, JSON.stringify({ error: `query error: database not found: ${name}` }));
}

/** Enough to see whether a token may read a database. */
function numberResponse({ q }: QueryRequest, format: QueryFormat): OutgoingResponse {
  const number = selectedNumber(q);
  if (number === undefined || format === 'parquet') return unsupportedQuery();
  const column = `Int64(${number})`;
  return streamedResponse(contentTypes[format], render(format, [column], [{ [column]: number }]));
}

function unsupportedQuery(): OutgoingResponse {
  return textResponse(500, 'query error: the token server for tests answers only selects from system.tokens');
}

function listResponse(
  request: QueryRequest,
  format: QueryFormat,
  rows: TokenRow[],
  release: Release,
): OutgoingResponse {
  try {
    const query = parseTokenQuery(request.q);
    if (query === undefined || format === 'parquet') return unsupportedQuery();
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
