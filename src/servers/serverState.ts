import type { TokenRecord } from '../core/tokenRecord.ts';

/** How far the server was reached. */
export type Contact =
  | { readonly kind: 'notAsked' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'reached' }
  | { readonly kind: 'failed'; readonly error: Error }
  /** Nothing was sent, because the person has to agree to something first. */
  | { readonly kind: 'needsConsent' };

/** Everything that is known of a server now. */
export interface ServerState {
  readonly contact: Contact;
  /** Told only to who is signed in; while the server is asked anew, the one that it told last. */
  readonly version: string | undefined;
  readonly signIn: 'unknown' | 'signedIn' | 'signedOut' | 'lost';
  /** SHA-512 of the token that the server is signed in with. */
  readonly bearerHash: string | undefined;
  /** Each token whose string is on this machine, the bearer token included, by its SHA-512. */
  readonly kept: readonly { readonly hash: string; readonly name: string }[];
  /** The server's list, where it could be had. */
  readonly tokens: readonly TokenRecord[] | undefined;
}

export const unknownState: ServerState = {
  contact: { kind: 'notAsked' },
  version: undefined,
  signIn: 'unknown',
  bearerHash: undefined,
  kept: [],
  tokens: undefined,
};
