import * as l10n from '../../../core/l10n.ts';
import { UserError } from '../../../core/errors.ts';
import { ServerError } from '../../../influxdb/transport/serverError.ts';

/** Some errors have a different meaning on the recovery port. Returns anything else unchanged. */
export function recoveryError(error: unknown, url: string): unknown {
  const kind = error instanceof ServerError ? error.kind : undefined;
  if (kind === 'notAuthenticated') {
    return new UserError(
      l10n.t(
        "{0} requires a token, so it isn't the recovery port. Restart the server with --admin-token-recovery-http-bind and enter the URL that it prints.",
        url,
      ),
      { cause: error },
    );
  }
  if (kind === 'notAllowed') {
    return new UserError(
      l10n.t(
        "{0} blocked the request: it isn't the recovery port, or there's a proxy in front of it. Enter the URL that the server prints.",
        url,
      ),
      { cause: error },
    );
  }
  if (kind === 'connectionRefused') {
    return new UserError(
      l10n.t(
        'Nothing is listening at {0}. Restart the server with --admin-token-recovery-http-bind. The recovery port closes after one use.',
        url,
      ),
      { cause: error },
    );
  }
  return error;
}
