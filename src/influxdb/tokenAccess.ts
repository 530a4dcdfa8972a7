import { hasResourceTokens } from '../core/product.ts';
import type { Token } from '../core/token/token.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import { identifyServer, type ServerDetails } from './identifyServer.ts';
import { isOpenToAnyone } from './listTokens.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { ServerError } from './transport/serverError.ts';

/** `limited`: the server accepts the token, but doesn't let it list tokens. */
export type TokenAccess =
  | { readonly kind: 'full'; readonly records: readonly TokenRecord[] }
  | { readonly kind: 'withoutAuth' }
  | { readonly kind: 'limited'; readonly details: ServerDetails };

/** On Core, every token can list tokens, so a refusal is a proxy's. @throws ServerError if the list fails otherwise */
export async function tokenAccess(
  endpoint: Endpoint,
  bearer: Token,
  listing: Promise<readonly TokenRecord[]>,
  options: CallOptions = {},
): Promise<TokenAccess> {
  try {
    const records = await listing;
    if (records.length > 0) {
      return { kind: 'full', records };
    }
  } catch (error) {
    const details = isNotAllowed(error) ? await identifyServer(endpoint, bearer, options) : undefined;
    if (details !== undefined && hasResourceTokens(details.product)) {
      return { kind: 'limited', details };
    }
    throw error;
  }
  return (await isOpenToAnyone(endpoint, options))
    ? { kind: 'withoutAuth' }
    : { kind: 'limited', details: await identifyServer(endpoint, bearer, options) };
}

function isNotAllowed(error: unknown): boolean {
  return error instanceof ServerError && error.kind === 'notAllowed';
}
