import { randomUUID } from 'node:crypto';
import {
  textResponse,
  droppedResponse,
  emptyResponse,
  streamedResponse,
  bodyResponse,
  type OutgoingResponse,
} from './outgoingResponse.ts';
import { BodyTooLargeError, type IncomingRequest } from './incomingRequest.ts';
import { parseAuthorization } from './authorization.ts';
import type { Catalog, CreatedToken } from './catalog.ts';
import { CatalogError, ServerPanic, type RefusalReason } from './catalogError.ts';
import { isJsonContentType } from './jsonContentType.ts';
import { querySql } from './query/querySql.ts';
import { tokenRow } from './query/tokenRows.ts';
import type { Release } from './release.ts';
import { SerdeError } from './serde/jsonCursor.ts';
import { parseCreateNamedAdminToken } from './serde/requestBodies.ts';
import type { StoredToken } from './storedToken.ts';
import { tokenTimestamp } from './timestamps.ts';
import { readParameters, UrlParameterError } from './urlParameters.ts';

export const tokenPath = '/api/v3/configure/token';

export interface RouteContext {
  catalog: Catalog;
  release: Release;
  withoutAuth: boolean;
  /** Paths that need no token because of `--disable-authz`. */
  openPaths: readonly string[];
  /** New for each start of the server; returned by `/ping`. */
  processId: string;
}

const malformedMessage =
  "Authorization header was malformed, the request was not in the form of 'Authorization: <auth-scheme> <token>', " +
  'supported auth-schemes are Bearer, Token and Basic';

const refusalStatus: Record<RefusalReason, number> = {
  'name taken': 409,
  'not found': 404,
  'operator cannot be deleted': 405,
  'no operator to update': 500,
};

export async function handleMain(
  routing: RouteContext,
  request: IncomingRequest,
  authenticated: (token: StoredToken) => void,
): Promise<OutgoingResponse> {
  if (request.method === 'OPTIONS') return preflight();
  if (routing.withoutAuth && request.path.startsWith(tokenPath)) {
    return textResponse(405, 'endpoint disabled, started without auth');
  }
  // This route never needs a token, for any method.
  const isOpen = request.path === `${tokenPath}/admin` || routing.openPaths.includes(request.path);
  if (!routing.withoutAuth && !isOpen) {
    const result = authenticate(routing, request);
    if ('status' in result) return result;
    authenticated(result);
  }
  try {
    return await route(routing, request);
  } catch (error) {
    return errorResponse(error, routing.release);
  }
}

function authenticate(routing: RouteContext, request: IncomingRequest): StoredToken | OutgoingResponse {
  const header = request.headers.authorization;
  const authorization = header === undefined ? undefined : parseAuthorization(header);
  if (authorization === 'malformed') return textResponse(400, `{"error": "${malformedMessage}"}`);
  const stored = authorization && routing.catalog.authenticate(authorization.token);
  return stored ?? textResponse(401, routing.release.unauthenticatedBody);
}

async function route(routing: RouteContext, request: IncomingRequest): Promise<OutgoingResponse> {
  const { catalog, release } = routing;
  switch (`${request.method} ${request.path}`) {
    case `POST ${tokenPath}/admin`:
      return createdTokenResponse(await catalog.createOperator(), 'json');
    case `POST ${tokenPath}/admin/regenerate`:
      return createdTokenResponse(await catalog.regenerateOperator(), 'json');
    case `POST ${tokenPath}/named_admin`:
      return createNamed(routing, request);
    case `DELETE ${tokenPath}`:
      await catalog.delete(readParameters(request.query ?? '', ['token_name']).get('token_name') ?? '');
      return emptyResponse(200);
    case 'GET /api/v3/query_sql':
    case 'POST /api/v3/query_sql':
      return querySql(request, routing.withoutAuth ? [] : catalog.tokens.map(tokenRow), release);
    case 'GET /api/v3/configure/database':
      readParameters(request.query ?? '', ['format']);
      return streamedResponse('application/json', '[{"iox::database":"_internal"}]');
    case 'GET /ping':
    case 'POST /ping':
      return ping(routing);
    case 'GET /health':
    case 'GET /api/v1/health':
      return bodyResponse(200, release.healthContentType, 'OK');
    default:
      return release.notFoundAllowsOrigins
        ? bodyResponse(404, undefined, release.notFoundBody)
        : textResponse(404, release.notFoundBody);
  }
}

async function createNamed({ catalog, release }: RouteContext, request: IncomingRequest): Promise<OutgoingResponse> {
  if (!isJsonContentType(request.headers['content-type'])) {
    return textResponse(415, 'unacceptable content-type, expected: application/json');
  }
  const { tokenName, expirySecs } = parseCreateNamedAdminToken(await request.readBody(), release.exponentSign);
  return createdTokenResponse(await catalog.createNamed(tokenName, expirySecs), 'json');
}

/** The only response that contains a token string. */
export function createdTokenResponse(
  { token, stored }: CreatedToken,
  contentType: string | undefined,
): OutgoingResponse {
  const { id, name, hash, createdAt, expiry } = stored;
  const body = {
    id,
    name,
    token,
    hash,
    created_at: tokenTimestamp(createdAt),
    expiry: expiry === undefined ? null : tokenTimestamp(expiry),
  };
  return bodyResponse(201, contentType, JSON.stringify(body));
}

/** The response for an expected error. Rethrows others, which are bugs of the test server. */
export function errorResponse(error: unknown, release: Release): OutgoingResponse {
  if (error instanceof CatalogError) return textResponse(refusalStatus[error.reason], error.message);
  if (error instanceof SerdeError) return textResponse(400, `serde json error: ${error.message}`);
  if (error instanceof UrlParameterError) return textResponse(400, error.message);
  if (error instanceof BodyTooLargeError) return textResponse(release.bodyTooLargeStatus, error.message);
  if (error instanceof ServerPanic) return droppedResponse();
  throw error;
}

function preflight(): OutgoingResponse {
  const allowAll = { 'access-control-allow-methods': '*', 'access-control-allow-headers': '*' };
  const response = emptyResponse(204);
  return { ...response, headers: { ...response.headers, ...allowAll, 'access-control-max-age': '86400' } };
}

function ping({ release, processId }: RouteContext): OutgoingResponse {
  const body = JSON.stringify({
    ...(release.pingNamesProduct ? { product_name: 'InfluxDB 3 Core' } : {}),
    version: release.version,
    revision: release.revision,
    process_id: processId,
  });
  const requestId = randomUUID();
  const response = bodyResponse(200, 'application/json', body);
  const pingHeaders = { 'request-id': requestId, 'x-influxdb-build': 'Core', 'x-influxdb-version': release.version };
  return { ...response, headers: { ...response.headers, ...pingHeaders, 'x-request-id': requestId } };
}
