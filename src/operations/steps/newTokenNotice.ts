import type { DisplayText } from '../../core/l10n.ts';
import type { Token } from '../../core/token/token.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import type { NewToken } from '../../influxdb/decode.ts';
import type { Connection } from '../../servers/connections.ts';

/** Notifications and questions about a new token. Implemented by the UI. */
export interface NewTokenNotice {
  created(connection: Connection, created: NewToken, state: NewTokenState): void;
  signInFailed(connection: Connection, created: NewToken, error: Error): void;
  /** Explains, once, that a browser keeps secrets per window. */
  signedIn(): void;
  /** Asks until a token that couldn't be stored is in a safe place. @returns whether it was stored in the end */
  notStored(connection: Connection, created: NewToken, error: Error, destinations: Destinations): Promise<boolean>;
  /** Asks whether a stored token is saved elsewhere and, if it is, deletes it. Doesn't wait for an answer. */
  confirmSaved(connection: Connection, token: { readonly name: string; readonly hash: string }): void;
  failed(error: Error): void;
}

export interface NewTokenState {
  readonly isSignedIn: boolean;
  /** After how many seconds the clipboard is cleared (0: never); `undefined` if the token couldn't be copied. */
  readonly clipboardSeconds: number | undefined;
  /** What differs from the request, if anything does. */
  readonly difference?: PermissionDifference | undefined;
  use(): Promise<void>;
}

/** The server may allow a new token something else than what was requested. */
export interface PermissionDifference {
  readonly message: DisplayText;
  /** The token, if it may be allowed too much, so that deleting it is offered. */
  readonly deletable: TokenRecord | undefined;
}

/** Where a new token can be saved. Each function throws if that fails. */
export interface Destinations {
  readonly store: () => Promise<unknown>;
  readonly copy: () => Promise<unknown>;
}

export interface NewTokenClipboard {
  /** @returns after how many seconds the clipboard is cleared; 0 means never. @throws UserError */
  copy(token: Token, options?: { readonly clears: boolean }): Promise<number>;
}
