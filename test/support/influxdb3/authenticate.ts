import type { Sender } from './access.ts';
import { parseAuthorization } from './authorization.ts';
import type { IncomingRequest } from './incomingRequest.ts';
import { textResponse, type OutgoingResponse } from './outgoingResponse.ts';
import type { RouteContext } from './routes.ts';
import { isJwt } from './users.ts';

const malformedMessage =
  "Authorization header was malformed, the request was not in the form of 'Authorization: <auth-scheme> <token>', " +
  'supported auth-schemes are Bearer, Token and Basic';

/** The sender of a request, or the response that refuses it. */
export function authenticate(routing: RouteContext, request: IncomingRequest): Sender | OutgoingResponse {
  const header = request.headers.authorization;
  const authorization = header === undefined ? undefined : parseAuthorization(header);
  if (authorization === 'malformed') return textResponse(400, `{"error": "${malformedMessage}"}`);
  const sender = authorization && findSender(routing, authorization.scheme, authorization.token);
  return sender ?? textResponse(401, routing.release.unauthenticatedBody);
}

/** A JWT counts only as `Bearer`. */
function findSender({ catalog, users }: RouteContext, scheme: string, credentials: string): Sender | undefined {
  if (users !== undefined && scheme === 'Bearer' && isJwt(credentials)) {
    const user = users.authenticate(credentials);
    return user && { kind: 'user', user };
  }
  const token = catalog.authenticate(credentials);
  return token && { kind: 'token', token };
}
