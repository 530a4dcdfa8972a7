import * as l10n from '../core/l10n.ts';
import { isSendable, type Lifetime } from '../core/token/expiry.ts';
import type { ResourcePermissions } from '../core/token/resourcePermissions.ts';
import type { Token } from '../core/token/token.ts';
import { decodeNewToken, type NewToken } from './decode.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { send } from './transport/send.ts';
import { ServerError } from './transport/serverError.ts';

export interface ResourceTokenRequest {
  readonly name: string;
  readonly permissions: ResourcePermissions;
  readonly lifetime: Lifetime;
}

/**
 * The response doesn't say what the token is allowed to do: only the list does.
 * @throws ServerError `noResourceTokens` from Core, which doesn't have this route
 */
export async function createResourceToken(
  endpoint: Endpoint,
  bearer: Token,
  { name, permissions, lifetime }: ResourceTokenRequest,
  options: CallOptions = {},
): Promise<NewToken> {
  if (!isSendable(lifetime)) {
    throw new RangeError(`lifetime out of range: ${lifetime}`);
  }
  const json = {
    token_name: name,
    permissions: permissions.map(({ type, names, actions }) => ({
      resource_type: type,
      resource_names: names,
      actions,
    })),
    ...(lifetime === undefined ? {} : { expiry_secs: lifetime }),
  };
  const path = '/api/v3/enterprise/configure/token';
  const response = await send(endpoint, { method: 'POST', path, token: bearer, json, isChange: true }, options);
  if (response.status === 404) {
    throw noResourceTokensError(response.status);
  }
  return decodeNewToken(response, name, lifetime);
}

function noResourceTokensError(status: number): ServerError {
  const message = l10n.t(
    "This server doesn't create tokens with limited access, so nothing was created. That requires InfluxDB 3 Enterprise or Cloud. If this is one of them, check whether a proxy is blocking the request.",
  );
  return new ServerError('noResourceTokens', message, { outcome: 'nothing', status });
}
