import * as l10n from '../../core/l10n.ts';
import { ServerError } from './serverError.ts';

export function connectionNotReusableError(): ServerError {
  return new ServerError(
    'connectionNotReusable',
    l10n.t(
      "The server, or a proxy in front of it, doesn't keep connections open, so the connection that your token is sent on can't be checked. The token wasn't sent. Turn on keep-alive there, or allow unchecked connections.",
    ),
    { outcome: 'nothing' },
  );
}
