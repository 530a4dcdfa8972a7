import { hasResourceTokens } from '../core/product.ts';
import type { Token } from '../core/token/token.ts';
import { identifyServer, type ServerDetails } from './identifyServer.ts';
import { isOpenToAnyone, type TokenListing } from './listTokens.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { ServerError } from './transport/serverError.ts';

/** `limited` and `refused`: the server accepts the token, but doesn't let it list tokens. Only a proxy does so on Core. */
type TokenAccess =
  | { readonly kind: 'full'; readonly listing: TokenListing }
  | { readonly kind: 'withoutAuth' }
  | { readonly kind: 'limited'; readonly details: ServerDetails }
  | { readonly kind: 'refused'; readonly details: ServerDetails; readonly error: ServerError };

/** On Core, every token can list tokens. @throws ServerError if the list fails for any other reason than a refusal */
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
    if (!(error instanceof ServerError) || error.kind !== 'notAllowed') {
      throw error;
    }
    const details = await identifyServer(endpoint, bearer, options);
    return hasResourceTokens(details.product) ? { kind: 'limited', details } : { kind: 'refused', details, error };
  }
  return (await isOpenToAnyone(endpoint, options))
    ? { kind: 'withoutAuth' }
    : { kind: 'limited', details: await identifyServer(endpoint, bearer, options) };
}
