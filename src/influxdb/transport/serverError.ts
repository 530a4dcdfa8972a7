import { UserError } from '../../core/errors.ts';
import type * as l10n from '../../core/l10n.ts';

export type ServerErrorKind =
  // The server refused the request and changed nothing.
  | 'notAuthenticated'
  | 'notAllowed'
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
  | 'noResourceTokens'
  | 'unknownDatabase'
  | 'wildcardWithNames'
  | 'actionNotSupported'
  | 'permissionRejected'
  | 'redirected'
  // The token wasn't sent, because the server at this URL isn't the expected one, or couldn't be checked.
  | 'differentServer'
  | 'clusterIdMissing'
  | 'connectionNotReusable'
  // The server failed, or the response isn't from InfluxDB 3.
  | 'serverFailed'
  | 'unexpectedResponse'
  | 'responseTooLarge'
  // There was no response.
  | 'timedOut'
  | 'connectionRefused'
  | 'connectionLost'
  | 'hostNotFound'
  | 'unreachable'
  | 'plainHttpExpected'
  | 'tlsExpected'
  | 'unknownAuthority'
  | 'selfSigned'
  | 'wrongHost'
  | 'certificateExpired'
  | 'certificateRejected'
  // A proxy failed before anything was sent to the server.
  | 'proxyUnreachable'
  | 'proxyCertificateRejected'
  | 'proxyAuthenticationRequired'
  | 'proxyFailed';

/** `nothing`: the server certainly changed nothing. `unknown`: a change was sent, and only a check shows its result. */
export type Outcome = 'nothing' | 'unknown';

export class ServerError extends UserError {
  override readonly name = 'ServerError';
  readonly kind: ServerErrorKind;
  readonly outcome: Outcome;
  readonly status: number | undefined;

  constructor(
    kind: ServerErrorKind,
    message: l10n.DisplayText,
    details: { outcome: Outcome; status?: number | undefined; cause?: unknown },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.outcome = details.outcome;
    this.status = details.status;
  }
}
