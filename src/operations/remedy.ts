import { UserError } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import type { Token } from '../core/token/token.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';

/** What can help after an error. The UI turns each one into a button. */
export type Remedy =
  | { readonly kind: 'retry' | 'checkAgain'; readonly run: () => Promise<unknown> }
  /** Starts the operation again as a new call, which reads the settings and asks again. */
  | {
      readonly kind: 'startAgain';
      readonly operation:
        'createOperatorToken' | 'createNamedToken' | 'createResourceToken' | 'regenerateOperatorToken';
      readonly server: Server;
    }
  | {
      readonly kind: 'startAgain';
      readonly operation: 'deleteToken';
      readonly server: Server;
      readonly record: TokenRecord;
    }
  | {
      readonly kind:
        | 'signIn'
        | 'regenerateOperatorToken'
        | 'regenerateAgain'
        | 'recoverOperatorToken'
        | 'trustServer'
        | 'chooseCaFile';
      readonly server: Server;
    }
  | { readonly kind: 'editServerSettings' | 'resumeRotation' }
  | { readonly kind: 'copyToken'; readonly server: Server; readonly record: TokenRecord }
  /** Copies a token that isn't in the list of the server. */
  | { readonly kind: 'copyNewToken'; readonly token: Token }
  | {
      readonly kind: 'deleteAndRecreate';
      readonly server: Server;
      readonly record: TokenRecord | undefined;
      recreate(): Promise<unknown>;
    }
  | {
      readonly kind: 'signInAndRegenerate';
      readonly server: Server;
      readonly name: string;
      signIn(): Promise<void>;
    };

/** An error with remedies, the most helpful first. */
export class RemedyError extends UserError {
  override readonly name = 'RemedyError';
  readonly remedies: readonly Remedy[];
  /** Must be called when the user has closed the message. Until then, it's shown again at every start. */
  readonly whenDismissed: () => Promise<void>;
  /** Whether it only informs the user: nothing is wrong, and nothing needs to be done. */
  readonly isInformation: boolean;
  /** What a check showed after a lost response; `undefined` if no response was lost. */
  readonly checked: CheckedChange | undefined;

  constructor(
    message: string,
    remedies: readonly Remedy[],
    { whenDismissed = () => Promise.resolve(), isInformation = false, checked, ...options }: RemedyErrorOptions = {},
  ) {
    super(message, options);
    this.remedies = remedies;
    this.whenDismissed = whenDismissed;
    this.isInformation = isInformation;
    this.checked = checked;
  }
}

/** Nothing was sent that changes the server, because the sign-in token can't be used for it. */
export class SignInNeeded extends RemedyError {
  constructor(message: string, server: Server, options?: ErrorOptions) {
    super(message, [{ kind: 'signIn', server }], options);
  }
}

export interface CheckedChange {
  readonly outcome: 'done' | 'lost' | 'failed' | 'unknown';
  /** SHA-512 of the new token, or a prefix of it, if it's known. */
  readonly hash?: string | undefined;
}

interface RemedyErrorOptions extends ErrorOptions {
  readonly whenDismissed?: () => Promise<void>;
  readonly isInformation?: boolean;
  readonly checked?: CheckedChange;
}
