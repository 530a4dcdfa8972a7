import { Access, type Sender } from './access.ts';
import { authenticate } from './authenticate.ts';
import type { Catalog } from './catalog.ts';
import { createDatabase, deleteDatabase, listDatabases, writeLineProtocol } from './databaseRoutes.ts';
import type { IncomingRequest } from './incomingRequest.ts';
import {
  bodyResponse,
  emptyResponse,
  streamedResponse,
  textResponse,
  type OutgoingResponse,
} from './outgoingResponse.ts';
import { ping } from './ping.ts';
import type { EnterpriseSwitches, ProductName } from './product.ts';
import { querySql } from './query/querySql.ts';
import type { Release } from './release.ts';
import { createdTokenResponse, errorResponse } from './tokenResponses.ts';
import { createNamed, createResource, deleteToken, regenerateOperator } from './tokenRoutes.ts';
import { readParameters } from './urlParameters.ts';
import { signIn, signInPath } from './userRoutes.ts';
import type { Users } from './users.ts';

export const tokenPath = '/api/v3/configure/token';
export const resourceTokenPath = '/api/v3/enterprise/configure/token';

export interface RouteContext {
  catalog: Catalog;
  release: Release;
  product: ProductName;
  switches: EnterpriseSwitches;
  /** With user sign-in, which is off by default. */
  users?: Users;
  withoutAuth: boolean;
  /** Paths that need no token because of `--disable-authz`. */
  openPaths: readonly string[];
  /** New for each start of the server; returned by `/ping`. */
  processId: string;
}

/** `authenticated` is told the name of the token or user. */
export async function handleMain(
  routing: RouteContext,
  request: IncomingRequest,
  authenticated: (name: string) => void,
): Promise<OutgoingResponse> {
  const { path } = request;
  if (request.method === 'OPTIONS') return preflight();
  const isTokenPath = path.startsWith(tokenPath) || (routing.product === 'enterprise' && path === resourceTokenPath);
  if (routing.withoutAuth && isTokenPath) return textResponse(405, 'endpoint disabled, started without auth');

  const sender = isOpen(routing, path) ? ({ kind: 'anyone' } as const) : authenticate(routing, request);
  if ('status' in sender) return sender;
  if (sender.kind !== 'anyone') authenticated(nameOf(sender));
  try {
    return await route(routing, request, new Access(sender, routing.catalog.databases));
  } catch (error) {
    return errorResponse(error, routing.release, routing.switches.permissionRefusal);
  }
}

function isOpen({ withoutAuth, openPaths, ...routing }: RouteContext, path: string): boolean {
  // This route never needs a token, for any method.
  if (withoutAuth || path === `${tokenPath}/admin` || openPaths.includes(path)) return true;
  return hasUserSignIn(routing) && (path === signInPath || path === `${signInPath}/refresh`);
}

function hasUserSignIn({ product, release }: Pick<RouteContext, 'product' | 'release'>): boolean {
  return product === 'enterprise' && release.hasUserSignIn;
}

function nameOf(sender: Exclude<Sender, { kind: 'anyone' }>): string {
  return sender.kind === 'token' ? sender.token.name : `user ${sender.user.name}`;
}

async function route(routing: RouteContext, request: IncomingRequest, access: Access): Promise<OutgoingResponse> {
  const { catalog, release } = routing;
  switch (`${request.method} ${request.path}`) {
    case `POST ${tokenPath}/admin`:
      return createdTokenResponse(await catalog.createOperator(), 'json');
    case `POST ${tokenPath}/admin/regenerate`:
      return regenerateOperator(routing, access);
    case `POST ${tokenPath}/named_admin`:
      return createNamed(routing, request, access);
    case `DELETE ${tokenPath}`:
      return deleteToken(routing, request, access);
    case 'GET /api/v3/query_sql':
    case 'POST /api/v3/query_sql':
      return querySql(routing, request, access);
    case 'POST /api/v3/write_lp':
      return writeLineProtocol(routing, request, access);
    case 'GET /api/v3/configure/database':
      return listDatabases(routing, request, access);
    case 'POST /api/v3/configure/database':
      return createDatabase(routing, request, access);
    case 'DELETE /api/v3/configure/database':
      return deleteDatabase(routing, request, access);
    case 'GET /ping':
    case 'POST /ping':
      return ping(routing, access);
    case 'GET /health':
    case 'GET /api/v1/health':
      access.requireSystem('health');
      return bodyResponse(200, release.healthContentType, 'OK');
    default:
      return routeEnterprise(routing, request, access) ?? notFound(release);
  }
}

/** The routes that Core doesn't have. */
function routeEnterprise(
  routing: RouteContext,
  request: IncomingRequest,
  access: Access,
): Promise<OutgoingResponse> | OutgoingResponse | undefined {
  if (routing.product !== 'enterprise') return undefined;
  switch (`${request.method} ${request.path}`) {
    case `POST ${resourceTokenPath}`:
      return createResource(routing, request, access);
    case `POST ${signInPath}`:
    case `POST ${signInPath}/refresh`:
      return hasUserSignIn(routing) ? signIn(routing.users, request) : undefined;
    case 'GET /api/v3/configure/retention_period':
      access.requireAdmin();
      readParameters(request.query ?? '', ['db']);
      return streamedResponse('application/json', '[]');
    default:
      return undefined;
  }
}

function notFound(release: Release): OutgoingResponse {
  return release.notFoundAllowsOrigins
    ? bodyResponse(404, undefined, release.notFoundBody)
    : textResponse(404, release.notFoundBody);
}

function preflight(): OutgoingResponse {
  const allowAll = { 'access-control-allow-methods': '*', 'access-control-allow-headers': '*' };
  const response = emptyResponse(204);
  return { ...response, headers: { ...response.headers, ...allowAll, 'access-control-max-age': '86400' } };
}
