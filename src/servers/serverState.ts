import { isCloudUrl, type Product } from '../core/product.ts';
import type { Server } from '../core/server/server.ts';
import { isReplaceable } from '../core/token/replaceable.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import type { UserSession } from '../core/token/userSession.ts';

type Contact =
  | { readonly kind: 'notContacted' }
  | { readonly kind: 'contacting' }
  | { readonly kind: 'reached' }
  | { readonly kind: 'failed'; readonly error: Error }
  /** Nothing was sent, because the user's approval is missing. */
  | { readonly kind: 'needsApproval' };

export interface ServerState {
  readonly contact: Contact;
  /** The server reports it only when signed in. During a refresh, it's the last reported version. */
  readonly version: string | undefined;
  readonly product: Product;
  /** Whether the server accepts the sign-in token, but doesn't let it list tokens. */
  readonly isLimited: boolean;
  readonly signIn: 'unknown' | 'signedIn' | 'signedOut' | 'missing';
  /** SHA-512 of the sign-in token, in hex. */
  readonly bearerHash: string | undefined;
  /** Set if a user session is used to sign in instead of a token (Enterprise preview). */
  readonly userSession: UserSession | undefined;
  /** The tokens stored on this machine, including the sign-in token. `hash` is the SHA-512 in hex. */
  readonly storedTokens: readonly { readonly hash: string; readonly name: string }[];
  readonly tokens: readonly TokenRecord[] | undefined;
}

export function isRotatable(record: TokenRecord, server: Server, { product }: Pick<ServerState, 'product'>): boolean {
  return !server.isReadOnly && isReplaceable(record, product);
}

/** InfluxData keeps the operator token of InfluxDB 3 Cloud. */
export function hasOperatorToken(server: Server, { product }: ServerState): boolean {
  return product !== 'cloud' && !isCloudUrl(server.url);
}

export const unknownState: ServerState = {
  contact: { kind: 'notContacted' },
  version: undefined,
  product: 'unknown',
  isLimited: false,
  signIn: 'unknown',
  bearerHash: undefined,
  userSession: undefined,
  storedTokens: [],
  tokens: undefined,
};
