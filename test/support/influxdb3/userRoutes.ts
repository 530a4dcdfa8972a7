import * as v from 'valibot';
import type { IncomingRequest } from './incomingRequest.ts';
import { bodyResponse, textResponse, type OutgoingResponse } from './outgoingResponse.ts';
import type { Session, Users } from './users.ts';

export const signInPath = '/api/v3/authorize';

const credentialsSchema = v.object({ username: v.string(), password: v.string() });
const refreshSchema = v.object({ refreshToken: v.string() });

/** Needs no token. 503 if user sign-in is off, as it is by default. */
export async function signIn(users: Users | undefined, request: IncomingRequest): Promise<OutgoingResponse> {
  if (users === undefined) return textResponse(503, '');
  const body = await readJson(request);
  if (request.path === signInPath) {
    const credentials = v.safeParse(credentialsSchema, body);
    if (!credentials.success) return textResponse(400, '');
    return sessionResponse(users.signIn(credentials.output.username, credentials.output.password));
  }
  const refresh = v.safeParse(refreshSchema, body);
  return refresh.success ? sessionResponse(users.refresh(refresh.output.refreshToken)) : textResponse(400, '');
}

function sessionResponse(session: Session | undefined): OutgoingResponse {
  return session === undefined ? textResponse(401, '') : bodyResponse(200, 'application/json', JSON.stringify(session));
}

async function readJson(request: IncomingRequest): Promise<unknown> {
  try {
    return JSON.parse((await request.readBody()).toString('utf8'));
  } catch {
    return undefined;
  }
}
