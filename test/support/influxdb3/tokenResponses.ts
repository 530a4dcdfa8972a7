import { ForbiddenError } from './access.ts';
import type { CreatedToken } from './catalog.ts';
import { CatalogError, ServerPanic, type RefusalReason } from './catalogError.ts';
import { InvalidDatabaseName } from './databaseName.ts';
import { BodyTooLargeError } from './incomingRequest.ts';
import { bodyResponse, droppedResponse, textResponse, type OutgoingResponse } from './outgoingResponse.ts';
import type { Release } from './release.ts';
import { SerdeError } from './serde/jsonCursor.ts';
import { tokenTimestamp } from './timestamps.ts';
import { UrlParameterError } from './urlParameters.ts';

const refusalStatus: Record<RefusalReason, number> = {
  'name taken': 409,
  'hash known': 409,
  'already exists': 409,
  'not found': 404,
  'operator cannot be deleted': 405,
  'no operator to update': 500,
  'internal database': 500,
  'invalid permission': 500,
};

/** Besides a session's, the only response that contains a token string. */
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
export function errorResponse(error: unknown, release: Release, permissionRefusal: 400 | 500 = 500): OutgoingResponse {
  if (error instanceof CatalogError) {
    const status = error.reason === 'invalid permission' ? permissionRefusal : refusalStatus[error.reason];
    return textResponse(status, error.message);
  }
  if (error instanceof ForbiddenError) return textResponse(403, '');
  if (error instanceof InvalidDatabaseName) return textResponse(400, JSON.stringify({ error: error.message }));
  if (error instanceof SerdeError) return textResponse(400, `serde json error: ${error.message}`);
  if (error instanceof UrlParameterError) return textResponse(400, error.message);
  if (error instanceof BodyTooLargeError) return textResponse(release.bodyTooLargeStatus, error.message);
  if (error instanceof ServerPanic) return droppedResponse();
  throw error;
}

export function wrongContentTypeResponse(): OutgoingResponse {
  return textResponse(415, 'unacceptable content-type, expected: application/json');
}
