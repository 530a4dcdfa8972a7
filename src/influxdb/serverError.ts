import { UserError } from '../core/userError.ts';

/** What went wrong with a request: one for each refusal the server is known to give, and for each way to lose it. */
export type ServerErrorKind =
  // The server refused, and did nothing.
  | 'notAuthenticated'
  | 'malformedAuthorization'
  | 'operatorTokenExists'
  | 'tokenNameExists'
  | 'cannotDeleteOperatorToken'
  | 'tokenNotFound'
  | 'tokenNameMissing'
  | 'tokenNameTooLong'
  | 'noOperatorToken'
  | 'startedWithoutAuth'
  | 'malformedBody'
  | 'unacceptableContentType'
  | 'bodyTooLarge'
  | 'unknownRoute'
  | 'redirected'
  // Nothing was sent, because another server answers there than the one that the token is for.
  | 'differentServer'
  | 'identityGone'
  // It answered, but not with what the route promises.
  | 'serverFailed'
  | 'unexpectedAnswer'
  | 'answerTooLarge'
  // No answer came.
  | 'timedOut'
  | 'connectionRefused'
  | 'connectionLost'
  | 'hostNotFound'
  | 'unreachable'
  | 'plainHttpAnswered'
  | 'tlsExpected'
  | 'unknownAuthority'
  | 'selfSigned'
  | 'wrongHost'
  | 'certificateExpired'
  | 'certificateRefused'
  // A proxy on the way to the server gave out, before anything was sent to the server.
  | 'proxyNotReached'
  | 'proxyCertificateRefused'
  | 'proxyWantsCredentials'
  | 'proxyFailed';

/**
 * Whether the server may have done the work all the same. `nothing`: it certainly did not. `unknown`: the request was
 * sent and no proper answer came, so only looking tells.
 */
export type Outcome = 'nothing' | 'unknown';

/** A request that did not succeed. The message tells the person what to do next. */
export class ServerError extends UserError {
  override readonly name = 'ServerError';
  readonly kind: ServerErrorKind;
  readonly outcome: Outcome;
  /** The HTTP status, where one came. */
  readonly status: number | undefined;

  constructor(
    kind: ServerErrorKind,
    message: string,
    details: { outcome: Outcome; status?: number | undefined; cause?: unknown },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.outcome = details.outcome;
    this.status = details.status;
  }
}
