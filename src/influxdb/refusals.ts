import * as l10n from '@vscode/l10n';
import type { Answer } from './answer.ts';
import { tlsExpectedMessage } from './networkErrors.ts';
import { ServerError, type ServerErrorKind } from './serverError.ts';

interface Refusal {
  readonly status: number;
  /** What the body begins with, where the status alone does not tell. */
  readonly body?: RegExp;
  readonly kind: ServerErrorKind;
  readonly message: () => string;
}

/**
 * The refusals of a real server, 3.7 and 3.10, most telling first. Bodies are sometimes JSON `{"error"}`, sometimes
 * bare text, sometimes empty, so the status decides wherever it can.
 */
const refusals: readonly Refusal[] = [
  {
    status: 401,
    kind: 'notAuthenticated',
    message: () =>
      l10n.t(
        'The server did not accept the token: it is unknown there, expired or deleted (the server does not say which). Sign in with a token that works.',
      ),
  },
  {
    status: 400,
    body: /Authorization header was malformed/,
    kind: 'malformedAuthorization',
    message: () =>
      l10n.t(
        'The server could not read the Authorization header. If a proxy stands in front of it, see what that makes of it.',
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
        'This server has a token of that name already (expired ones keep theirs). Choose another name, or delete that token first.',
      ),
  },
  {
    status: 405,
    body: /cannot delete operator token/,
    kind: 'cannotDeleteOperatorToken',
    message: () =>
      l10n.t('The operator token cannot be deleted. Regenerate it to make its present string stop working.'),
  },
  {
    status: 405,
    body: /started without auth/,
    kind: 'startedWithoutAuth',
    message: () =>
      l10n.t(
        'This server was started with --without-auth: it has no tokens and needs none. Restart it without that option to use tokens.',
      ),
  },
  {
    status: 404,
    body: /^the requested resource was not found/,
    kind: 'tokenNotFound',
    message: () => l10n.t('The server has no token of that name. It may have been deleted already: refresh the list.'),
  },
  {
    status: 404,
    kind: 'unknownRoute',
    message: () =>
      l10n.t("Nothing that InfluxDB 3 offers is at this URL. Check the port and the path in the server's URL."),
  },
  {
    // nginx, Go and Apache, in this order.
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
      l10n.t('The server was not told which token to delete. If a proxy stands in front of it, it may drop the query.'),
  },
  {
    status: 400,
    body: /^serde json error/,
    kind: 'malformedBody',
    message: () =>
      l10n.t('The server could not read the request. If a proxy stands in front of it, see what that makes of it.'),
  },
  {
    status: 414,
    kind: 'tokenNameTooLong',
    message: () =>
      l10n.t(
        'This name is longer than a URL may be, so the server can never delete this token. Let it expire, or leave it.',
      ),
  },
  {
    status: 415,
    kind: 'unacceptableContentType',
    message: () =>
      l10n.t(
        'The server did not see the content type that was sent. If a proxy stands in front of it, let it pass that header on.',
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
    message: () => l10n.t('This server has no operator token yet. Create it first.'),
  },
];

/** Also for who sees it in the list, and so need not ask. */
export function operatorTokenExistsMessage(): string {
  return l10n.t(
    'This server has an operator token already, and shows its string to nobody again. Sign in with that token, or have an administrator regenerate it.',
  );
}

/** 303 among them: proxies send a POST to their sign-in page by it. The rest of the 3xx name no other address. */
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The error for an answer whose status is not the promised one.
 * @param changes whether the request would have changed something: after a 5xx nobody knows whether it did
 */
export function refusalIn(answer: Answer, changes: boolean): ServerError {
  const { status } = answer;
  const known = refusals.find((row) => row.status === status && (row.body === undefined || row.body.test(answer.body)));
  if (known !== undefined) {
    return new ServerError(known.kind, known.message(), { outcome: 'nothing', status });
  }
  if (redirects.has(status)) {
    return new ServerError('redirected', redirectMessage(answer), { outcome: 'nothing', status });
  }
  if (status >= 500) {
    return lost('serverFailed', serverFailedMessage(status), status, changes);
  }
  return lost('unexpectedAnswer', unexpectedMessage(status), status, changes && status < 400);
}

function lost(kind: ServerErrorKind, message: string, status: number, mayBeDone: boolean): ServerError {
  return new ServerError(kind, message, { outcome: mayBeDone ? 'unknown' : 'nothing', status });
}

function redirectMessage(answer: Answer): string {
  const location = answer.headers['location'];
  const target =
    typeof location === 'string' && /^https?:/i.test(location) && URL.canParse(location)
      ? new URL(location).origin
      : undefined;
  return target === undefined
    ? l10n.t(
        "The server sends the request on to another address, and a token is not sent there. Put the final URL into the server's entry.",
      )
    : l10n.t(
        "The server sends the request on to {0}, and a token is not sent there. If that is right, put it into the server's entry.",
        target,
      );
}

function serverFailedMessage(status: number): string {
  return l10n.t('The server, or a proxy in front of it, failed with status {0}. Its log may tell why.', status);
}

function unexpectedMessage(status: number): string {
  return l10n.t(
    'The answer (status {0}) is none that InfluxDB 3 gives. Check that this URL leads to an InfluxDB 3 server.',
    status,
  );
}
