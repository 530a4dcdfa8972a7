import * as l10n from '../../../core/l10n.ts';
import type { Server } from '../../../core/server/server.ts';
import type { Token } from '../../../core/token/token.ts';
import { isLimited, listWithTime, type TokenListing } from '../../../influxdb/listTokens.ts';
import type { CallOptions } from '../../../influxdb/transport/endpoint.ts';
import { ServerError } from '../../../influxdb/transport/serverError.ts';
import type { Connection } from '../../../servers/connections.ts';
import { SignInNeeded } from '../../remedy.ts';

/** @throws SignInNeeded if the bearer isn't an admin token, because the server wouldn't let it create tokens either */
export async function listAsAdmin(
  { server, endpoint }: Connection,
  bearer: Token,
  options: CallOptions,
): Promise<TokenListing> {
  const listing = await listWithTime(endpoint, bearer, options).catch((error: unknown) => {
    throw error instanceof ServerError && error.kind === 'notAllowed' ? adminTokenNeededError(server, error) : error;
  });
  if (isLimited({ bearer, records: listing.records })) {
    throw adminTokenNeededError(server);
  }
  return listing;
}

function adminTokenNeededError(server: Server, cause?: ServerError): SignInNeeded {
  return new SignInNeeded(
    l10n.t(
      "Creating tokens requires an admin token, but the token that you used to sign in to {0} isn't allowed to list or create tokens. Sign in with an admin token.",
      server.name,
    ),
    server,
    { cause },
  );
}
