import { hasResourceTokens } from '../core/server/product.ts';
import type { Token } from '../core/token/token.ts';
import { identifyServer, type ServerDetails } from './identifyServer.ts';
import { isOpenToAnyone, type TokenListing } from './listTokens.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { ServerError } from './transport/serverError.ts';

/** `limited`: the server accepts the token, but doesn't let it list tokens. */
export type TokenAccess =
  | { readonly kind: 'full'; readonly listing: TokenListing }
  | { readonly kind: 'withoutAuth' }
  | { readonly kind: 'limited'; readonly details: ServerDetails };

/** On Core, every token can list tokens, so a refusal is a proxy's. @throws ServerError if the list fails otherwise */
export async function tokenAccess(
  endpoint: Endpoint,
  bearer: Token,
  loading: Promise<TokenListing>,
  options: CallOptions = {},
): Promise<TokenAccess> {
  try {
    const listing = await loading;
    if (listing.records.length > 0) {
      return { kind: 'full', listing };
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
