import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { bareCause } from './bareCause.ts';
import type { Endpoint } from './endpoint.ts';
import { ServerError, type ServerErrorKind } from './serverError.ts';

type Say = (endpoint: Endpoint) => string;

const hostOf = (endpoint: Endpoint) => new URL(endpoint.url).host;

const unknownAuthority: Say = () =>
  l10n.t(
    "The server's certificate was issued by an authority that this machine doesn't trust. Set \"caFile\" in the server's entry to that authority's certificate.",
  );
const selfSigned: Say = () =>
  l10n.t(
    'The server uses a self-signed certificate. If you trust it, set "caFile" in the server\'s entry to that certificate.',
  );
const wrongHost: Say = (endpoint) =>
  l10n.t(
    'The server\'s certificate isn\'t valid for the host "{0}". Use a host name that the certificate covers.',
    hostOf(endpoint),
  );
const expired: Say = () => l10n.t("The server's certificate has expired. Ask the server's administrator to renew it.");
const notYetValid: Say = () =>
  l10n.t("The server's certificate isn't valid yet. Check the clocks of this machine and the server.");
const answersPlain: Say = (endpoint) =>
  l10n.t("This port doesn't use TLS. If that's intended, use http:// in the URL ({0}).", `http://${hostOf(endpoint)}`);
const refused: Say = (endpoint) =>
  l10n.t(
    'Nothing is listening at {0}. Check that the server is running and that the port is correct.',
    hostOf(endpoint),
  );
const unreachable: Say = (endpoint) =>
  l10n.t("{0} can't be reached from this machine. Check your network or VPN connection.", hostOf(endpoint));
const unknownHost: Say = (endpoint) => l10n.t("Couldn't find the host in {0}. Check the spelling.", hostOf(endpoint));
const noHttp: Say = (endpoint) =>
  l10n.t("{0} doesn't respond with HTTP. Check that this URL points to an InfluxDB 3 server.", hostOf(endpoint));

/** By the code that Node, OpenSSL or undici gives. */
const byCode: Readonly<Record<string, readonly [ServerErrorKind, Say]>> = {
  ECONNREFUSED: ['connectionRefused', refused],
  ENOTFOUND: ['hostNotFound', unknownHost],
  EAI_AGAIN: ['hostNotFound', unknownHost],
  EAI_NODATA: ['hostNotFound', unknownHost],
  EHOSTUNREACH: ['unreachable', unreachable],
  ENETUNREACH: ['unreachable', unreachable],
  EADDRNOTAVAIL: ['unreachable', unreachable],
  ENETDOWN: ['unreachable', unreachable],
  ETIMEDOUT: ['unreachable', unreachable],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['unknownAuthority', unknownAuthority],
  UNABLE_TO_GET_ISSUER_CERT: ['unknownAuthority', unknownAuthority],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['unknownAuthority', unknownAuthority],
  SELF_SIGNED_CERT_IN_CHAIN: ['unknownAuthority', unknownAuthority],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['selfSigned', selfSigned],
  ERR_TLS_CERT_ALTNAME_INVALID: ['wrongHost', wrongHost],
  CERT_HAS_EXPIRED: ['certificateExpired', expired],
  CERT_NOT_YET_VALID: ['certificateRefused', notYetValid],
  ERR_SSL_WRONG_VERSION_NUMBER: ['plainHttpAnswered', answersPlain],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['plainHttpAnswered', answersPlain],
  ERR_SSL_HTTP_REQUEST: ['plainHttpAnswered', answersPlain],
};

const certificateCode = /^(CERT_|ERR_TLS_|UNABLE_TO_|ERR_SSL_|INVALID_|HOSTNAME_|CRL_|ERROR_IN_CERT|EPROTO$)/;
const coded = v.object({ code: v.string() });
/**
 * undici's error for what breaks the rules of HTTP has no code; `data` begins where they were broken. With nothing in
 * it they were not: the connection ended in the middle of a chunk.
 */
const parserError = v.object({
  name: v.literal('HTTPParserError'),
  data: v.pipe(v.optional(v.string(), ''), v.nonEmpty()),
});

/** What came behind where the rules of HTTP were broken, as far as it was read: a token's string may stand there. */
export function textBehindError(thrown: unknown): string {
  return v.is(parserError, thrown) ? v.parse(parserError, thrown).data : '';
}

/** A whole alert of TLS, by which most servers answer plain HTTP at a TLS port; its first bytes alone may stand in a header. */
const tlsAlert = /^\x15\x03[\0-\x04]\0\x02[\x01\x02].$/s;

/**
 * The error for a request that got no answer.
 * @param sentChange whether a request that changes something had been sent, so that only looking tells what it did
 * @param answered whether something of an answer, an interim one at least, had come before
 */
export function networkError(thrown: unknown, endpoint: Endpoint, sentChange: boolean, answered = false): ServerError {
  if (thrown instanceof ServerError) {
    return thrown;
  }
  const code = codeOf(thrown);
  const cause = bareCause(thrown);
  const known = byCode[code];
  if (known !== undefined && !sentChange) {
    return new ServerError(known[0], known[1](endpoint), { outcome: 'nothing', cause });
  }
  if (certificateCode.test(code) && !sentChange) {
    const message = l10n.t(
      "The server's certificate or TLS configuration was rejected ({0}). See the log for details.",
      code,
    );
    return new ServerError('certificateRefused', message, { outcome: 'nothing', cause });
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return answerTooLarge(sentChange, undefined);
  }
  if (v.is(parserError, thrown)) {
    if (!answered && tlsAlert.test(textBehindError(thrown))) {
      return new ServerError('tlsExpected', tlsExpectedMessage(), { outcome: 'nothing', cause });
    }
    return new ServerError('unexpectedAnswer', noHttp(endpoint), {
      outcome: sentChange ? 'unknown' : 'nothing',
      cause,
    });
  }
  return new ServerError('connectionLost', connectionLostMessage(endpoint, sentChange), {
    outcome: sentChange ? 'unknown' : 'nothing',
    cause,
  });
}

/** Why a connection could not be made: the code of the error, and what kind of failure that is. */
export function connectFailure(thrown: unknown): { readonly code: string; readonly kind: ServerErrorKind } {
  const code = codeOf(thrown);
  return { code, kind: byCode[code]?.[0] ?? (certificateCode.test(code) ? 'certificateRefused' : 'connectionLost') };
}

/** No whole answer within the endpoint's limit. */
export function timedOut(endpoint: Endpoint, sentChange: boolean): ServerError {
  const seconds = Math.round(endpoint.timeout / 100) / 10;
  const message =
    endpoint.proxy === undefined
      ? l10n.t(
          '{0} didn\'t send a complete response within {1} seconds (setting "influxdb3Tokens.requestTimeoutSeconds").',
          hostOf(endpoint),
          seconds,
        )
      : l10n.t(
          'Through the proxy {0}, {1} didn\'t send a complete response within {2} seconds (setting "influxdb3Tokens.requestTimeoutSeconds").',
          new URL(endpoint.proxy.url).host,
          hostOf(endpoint),
          seconds,
        );
  return new ServerError('timedOut', message, {
    outcome: sentChange ? 'unknown' : 'nothing',
  });
}

/** The answer was longer than anything that this route gives. */
export function answerTooLarge(sentChange: boolean, status: number | undefined): ServerError {
  const message = l10n.t('The response is too large. Check that this URL points to an InfluxDB 3 server.');
  return new ServerError('answerTooLarge', message, {
    outcome: sentChange ? 'unknown' : 'nothing',
    status,
  });
}

/** Plain HTTP came to a port that speaks TLS. */
export function tlsExpectedMessage(): string {
  return l10n.t("This port uses TLS. Use https:// in the server's URL.");
}

function connectionLostMessage(endpoint: Endpoint, sentChange: boolean): string {
  const lost = l10n.t('The connection to {0} was closed before a response arrived.', hostOf(endpoint));
  // A real server's TLS port just cuts off whoever speaks plain HTTP to it.
  if (endpoint.url.startsWith('http:') && !sentChange) {
    const hint = l10n.t('If this server uses TLS, use https:// in its URL.');
    return `${lost} ${hint}`;
  }
  return sentChange ? lost : `${lost} ${l10n.t('Try again.')}`;
}

/** The code of an error or of its cause; of a failed connection to several addresses, that of the first. */
function codeOf(thrown: unknown): string {
  // How a TLS error is told depends on whether it was met while reading or while writing.
  if (
    v.is(v.object({ code: v.literal('EPROTO'), message: v.pipe(v.string(), v.regex(/wrong.version.number/i)) }), thrown)
  ) {
    return 'ERR_SSL_WRONG_VERSION_NUMBER';
  }
  if (thrown instanceof AggregateError && !v.is(coded, thrown)) {
    return codeOf(thrown.errors[0]);
  }
  if (v.is(coded, thrown)) {
    return thrown.code === 'UND_ERR_SOCKET' && thrown instanceof Error && v.is(coded, thrown.cause)
      ? thrown.cause.code
      : thrown.code;
  }
  return thrown instanceof Error && thrown.cause !== undefined ? codeOf(thrown.cause) : '';
}
