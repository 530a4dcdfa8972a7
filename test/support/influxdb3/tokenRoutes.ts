import type { Access } from './access.ts';
import type { IncomingRequest } from './incomingRequest.ts';
import { isJsonContentType } from './jsonContentType.ts';
import { emptyResponse, type OutgoingResponse } from './outgoingResponse.ts';
import { grant } from './permissions/grant.ts';
import { readPermission } from './permissions/readPermission.ts';
import type { RouteContext } from './routes.ts';
import { parseCreateNamedAdminToken, parseCreateResourceToken } from './serde/requestBodies.ts';
import { createdTokenResponse, wrongContentTypeResponse } from './tokenResponses.ts';
import { readParameters } from './urlParameters.ts';

export async function regenerateOperator({ catalog }: RouteContext, access: Access): Promise<OutgoingResponse> {
  access.requireAdmin();
  return createdTokenResponse(await catalog.regenerateOperator(), 'json');
}

export async function createNamed(
  { catalog, release }: RouteContext,
  request: IncomingRequest,
  access: Access,
): Promise<OutgoingResponse> {
  access.requireAdmin();
  if (!isJsonContentType(request.headers['content-type'])) return wrongContentTypeResponse();
  const { tokenName, expirySecs } = parseCreateNamedAdminToken(await request.readBody(), release.exponentSign);
  return createdTokenResponse(await catalog.createNamed(tokenName, expirySecs), 'json');
}

/** Only Enterprise has this route. The response doesn't say what was granted. */
export async function createResource(
  { catalog, release, switches }: RouteContext,
  request: IncomingRequest,
  access: Access,
): Promise<OutgoingResponse> {
  access.requireResourceTokens();
  if (!isJsonContentType(request.headers['content-type'])) return wrongContentTypeResponse();
  const body = parseCreateResourceToken(await request.readBody(), release.exponentSign);
  const asked = body.permissions.map((spec) => readPermission(spec, (name) => catalog.databases.find(name)?.id));
  const permissions = grant(asked, switches.grants);
  const created = await catalog.createResource(body.tokenName, body.expirySecs, permissions, access.tokenId);
  return createdTokenResponse(created, 'json');
}

export async function deleteToken(
  { catalog }: RouteContext,
  request: IncomingRequest,
  access: Access,
): Promise<OutgoingResponse> {
  access.requireAdmin();
  await catalog.delete(readParameters(request.query ?? '', ['token_name']).get('token_name') ?? '');
  return emptyResponse(200);
}
