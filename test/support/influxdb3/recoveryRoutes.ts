import { bodyResponse, type OutgoingResponse } from './outgoingResponse.ts';
import type { IncomingRequest } from './incomingRequest.ts';
import type { Catalog } from './catalog.ts';
import type { Release } from './release.ts';
import { tokenPath } from './routes.ts';
import { createdTokenResponse, errorResponse } from './tokenResponses.ts';

/** No request needs a token here. After a success, the port accepts no new connections but serves the open ones. */
export async function handleRecovery(
  catalog: Catalog,
  release: Release,
  request: IncomingRequest,
  recovered: () => void,
): Promise<OutgoingResponse> {
  if (request.method !== 'POST' || request.path !== `${tokenPath}/admin/regenerate`) {
    return bodyResponse(404, undefined, 'not found');
  }
  try {
    const response = createdTokenResponse(await catalog.regenerateOperator(), undefined);
    recovered();
    return response;
  } catch (error) {
    const response = errorResponse(error, release);
    return release.recoveryErrorAllowsOrigins
      ? bodyResponse(response.status, undefined, response.body.toString())
      : response;
  }
}
