import * as l10n from '../../core/l10n.ts';
import type { HttpResponse } from './response.ts';
import { tlsExpectedMessage } from './networkErrors.ts';
import { permissionRefusal } from './permissionRefusals.ts';
import { ServerError, type ServerErrorKind } from './serverError.ts';

interface Refusal {
  readonly status: number;
  readonly body?: RegExp;
  readonly kind: ServerErrorKind;
  readonly message: () => l10n.DisplayText;
}

/** From InfluxDB 3.7 and 3.10; the first match wins. Bodies may be JSON, text, or empty, so prefer the status. */
const refusals: readonly Refusal[] = [
  {
    status: 401,
    kind: 'notAuthenticated',
    message: notAuthenticatedMessage,
  },
  {
    // From Enterprise, for a token that works but has no permission, and from proxies that block a request.
    status: 403,
    kind: 'notAllowed',
    message: () =>
      l10n.t(
        "The server doesn't allow this request: the token works but isn't allowed to do this, or a proxy is blocking it. Sign in with an admin token, or check the proxy.",
      ),
  },
  {
    status: 400,
    body: /Authorization header was malformed/,
    kind: 'malformedAuthorization',
    message: () =>
      l10n.t(
        "The server couldn't read the Authorization header. If there's a proxy in front of the server, check whether it changes that header.",
      ),
  },
  {
    status: 409,
    body: /^token name already exists, _admin$/,
    kind: 'operatorTokenExists',
    message: operatorTokenExistsMessage,
  },
  {
    status: 409,
    kind: 'tokenNameExists',
    message: () =>
      l10n.t(
        'The server already has a token with this name (expired tokens count too). Choose a different name, or delete that token first.',
      ),
  },
  {
    status: 405,
    body: /cannot delete operator token/,
    kind: 'cannotDeleteOperatorToken',
    message: () => l10n.t("The operator token can't be deleted. To revoke it, regenerate it."),
  },
  {
    status: 405,
    body: /started without auth/,
    kind: 'startedWithoutAuth',
    message: () =>
      l10n.t(
        "This server was started with --without-auth, so it doesn't use tokens. To use tokens, restart it without that option.",
      ),
  },
  {
    status: 404,
    body: /^the requested resource was not found/,
    kind: 'tokenNotFound',
    message: () =>
      l10n.t('The server has no token with that name. It might already have been deleted. Refresh the list.'),
  },
  {
    // With any body: a proxy without a route sends its own, and hasn't forwarded the request.
    status: 404,
    kind: 'unknownRoute',
    message: () => l10n.t("InfluxDB 3 wasn't found at this URL. Check the port and the path."),
  },
  {
    // From nginx, Go, and Apache, in this order.
    status: 400,
    body: /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|plain HTTP to an SSL-enabled/,
    kind: 'tlsExpected',
    message: tlsExpectedMessage,
  },
  {
    status: 400,
    body: /^serde error/,
    kind: 'tokenNameMissing',
    message: () =>
      l10n.t(
        "The server didn't receive the name of the token to delete. If there's a proxy in front of the server, check whether it removes the query string.",
      ),
  },
  {
    status: 400,
    body: /^serde json error/,
    kind: 'malformedBody',
    message: () =>
      l10n.t(
        "The server couldn't read the request. If there's a proxy in front of the server, check whether it changes requests.",
      ),
  },
  {
    status: 414,
    kind: 'tokenNameTooLong',
    message: () =>
      l10n.t(
        "This name is too long for a URL, so the token can't be deleted. If it has an expiration, wait until it expires.",
      ),
  },
  {
    status: 415,
    kind: 'unacceptableContentType',
    message: () =>
      l10n.t(
        "The server didn't receive the Content-Type header. If there's a proxy in front of the server, make sure that it forwards that header.",
      ),
  },
  {
    status: 413,
    kind: 'bodyTooLarge',
    message: () => l10n.t('The request was too large for the server. Choose a shorter name.'),
  },
  {
    status: 500,
    body: /max request size/,
    kind: 'bodyTooLarge',
    message: () => l10n.t('The request was too large for the server. Choose a shorter name.'),
  },
  {
    status: 500,
    body: /missing admin token/,
    kind: 'noOperatorToken',
    message: () => l10n.t('This server has no operator token yet. Create one first.'),
  },
];

function notAuthenticatedMessage(): l10n.DisplayText {
  return l10n.t(
    "The server rejected the token: it's unknown, expired, or deleted (the server doesn't say which). Sign in with a token that works.",
  );
}

/** For a token that the server would reject. It isn't sent. */
export function notAuthenticatedError(): ServerError {
  return new ServerError('notAuthenticated', notAuthenticatedMessage(), { outcome: 'nothing' });
}

export function operatorTokenExistsMessage(): l10n.DisplayText {
  return l10n.t(
    "This server already has an operator token and can't show it again. Sign in with that token. If nobody has it, recover the operator token.",
  );
}

/** Includes 303, which proxies use to redirect a POST to their sign-in page. The other 3xx statuses don't redirect. */
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Only the refusals above say that nothing changed. Proxies send others, such as 408, after forwarding a request. */
export function refusalError(response: HttpResponse, { isChange }: { readonly isChange: boolean }): ServerError {
  const { status } = response;
  const known = refusals.find(
    (row) => row.status === status && (row.body === undefined || row.body.test(response.body)),
  );
  if (known !== undefined) {
    return new ServerError(known.kind, known.message(), { outcome: 'nothing', status });
  }
  const permission = permissionRefusal(response.body);
  if (permission !== undefined) {
    return new ServerError(permission.kind, permission.message, { outcome: 'nothing', status });
  }
  if (redirects.has(status)) {
    return new ServerError('redirected', redirectMessage(response), { outcome: 'nothing', status });
  }
  const outcome = isChange ? 'unknown' : 'nothing';
  if (status >= 500) {
    return new ServerError('serverFailed', serverFailedMessage(status), { outcome, status });
  }
  return new ServerError('unexpectedResponse', unexpectedMessage(status), { outcome, status });
}

function redirectMessage(response: HttpResponse): l10n.DisplayText {
  const location = response.headers['location'];
  const target =
    typeof location === 'string' && /^https?:/i.test(location) && URL.canParse(location)
      ? new URL(location).origin
      : undefined;
  return target === undefined
    ? l10n.t(
        "The server redirects to a different address, and tokens aren't sent there. Use the final URL in the server's settings entry.",
      )
    : l10n.t(
        "The server redirects to {0}, and tokens aren't sent there. If that address is correct, use it in the server's settings entry.",
        target,
      );
}

function serverFailedMessage(status: number): l10n.DisplayText {
  return l10n.t('The server, or a proxy in front of it, failed with status {0}. Check their logs.', status);
}

function unexpectedMessage(status: number): l10n.DisplayText {
  return l10n.t('Unexpected response (status {0}). Check that this URL points to an InfluxDB 3 server.', status);
}
