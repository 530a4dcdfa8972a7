import * as l10n from '../../core/l10n.ts';
import * as v from 'valibot';
import { safeCause } from './safeCause.ts';
import type { Endpoint } from './endpoint.ts';
import { ServerError, type ServerErrorKind } from './serverError.ts';

type MessageFor = (endpoint: Endpoint) => l10n.DisplayText;

const hostOf = (endpoint: Endpoint) => new URL(endpoint.url).host;

const unknownAuthority: MessageFor = () =>
  l10n.t(
    "The server's certificate was issued by an authority that this machine doesn't trust. Set \"caFile\" in the server's settings entry to that authority's certificate.",
  );
const selfSigned: MessageFor = () =>
  l10n.t(
    'The server uses a self-signed certificate. If you trust it, set "caFile" in the server\'s settings entry to that certificate.',
  );
const wrongHost: MessageFor = (endpoint) =>
  l10n.t(
    'The server\'s certificate isn\'t valid for the host "{0}". Use a host name that the certificate covers.',
    hostOf(endpoint),
  );
const expired: MessageFor = () =>
  l10n.t("The server's certificate has expired. Ask the server's administrator to renew it.");
const notYetValid: MessageFor = () =>
  l10n.t("The server's certificate isn't valid yet. Check the clocks on this machine and the server.");
const plainHttpText: MessageFor = (endpoint) =>
  l10n.t("This port doesn't use TLS. If that's intended, use http:// in the URL ({0}).", `http://${hostOf(endpoint)}`);
const refused: MessageFor = (endpoint) =>
  l10n.t(
    'Nothing is listening at {0}. Check that the server is running and that the port is correct.',
    hostOf(endpoint),
  );
const unreachable: MessageFor = (endpoint) =>
  l10n.t("Couldn't reach {0} from this machine. Check your network or VPN connection.", hostOf(endpoint));
const unknownHost: MessageFor = (endpoint) =>
  l10n.t("Couldn't find the host {0}. Check the spelling.", hostOf(endpoint));
const notHttpText: MessageFor = (endpoint) =>
  l10n.t("The response from {0} isn't HTTP. Check that the URL points to an InfluxDB 3 server.", hostOf(endpoint));

const byCode: Readonly<Record<string, readonly [ServerErrorKind, MessageFor]>> = {
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
  CERT_NOT_YET_VALID: ['certificateRejected', notYetValid],
  ERR_SSL_WRONG_VERSION_NUMBER: ['plainHttpExpected', plainHttpText],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['plainHttpExpected', plainHttpText],
  ERR_SSL_HTTP_REQUEST: ['plainHttpExpected', plainHttpText],
};

const certificateCode = /^(CERT_|ERR_TLS_|UNABLE_TO_|ERR_SSL_|INVALID_|HOSTNAME_|CRL_|ERROR_IN_CERT|EPROTO$)/;
const errorWithCode = v.object({ code: v.string() });
// undici's error for invalid HTTP has no code. `data` begins at the invalid byte, and is empty if a chunk was cut off.
const parserError = v.object({
  name: v.literal('HTTPParserError'),
  data: v.pipe(v.optional(v.string(), ''), v.nonEmpty()),
});

/** What was received after the point where the response stopped being valid HTTP. It may contain a new token. */
export function unparsedText(thrown: unknown): string {
  return v.is(parserError, thrown) ? v.parse(parserError, thrown).data : '';
}

/** A complete TLS alert, which most TLS ports send in response to plain HTTP. Its first bytes alone prove nothing. */
const tlsAlert = /^\x15\x03[\0-\x04]\0\x02[\x01\x02].$/s;

/** After a change was sent, only checking the server shows what it did. `hasResponded` includes interim responses. */
export function networkError(
  thrown: unknown,
  endpoint: Endpoint,
  hasSentChange: boolean,
  hasResponded = false,
): ServerError {
  if (thrown instanceof ServerError) {
    return thrown;
  }
  const code = codeOf(thrown);
  const cause = safeCause(thrown);
  const known = byCode[code];
  if (known !== undefined && !hasSentChange) {
    return new ServerError(known[0], known[1](endpoint), { outcome: 'nothing', cause });
  }
  if (certificateCode.test(code) && !hasSentChange) {
    const message = l10n.t(
      "The server's certificate or TLS configuration was rejected ({0}). See the log for details.",
      code,
    );
    return new ServerError('certificateRejected', message, { outcome: 'nothing', cause });
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return responseTooLargeError(hasSentChange, undefined);
  }
  if (v.is(parserError, thrown)) {
    if (!hasResponded && tlsAlert.test(unparsedText(thrown))) {
      return new ServerError('tlsExpected', tlsExpectedMessage(), { outcome: 'nothing', cause });
    }
    return new ServerError('unexpectedResponse', notHttpText(endpoint), {
      outcome: hasSentChange ? 'unknown' : 'nothing',
      cause,
    });
  }
  return new ServerError('connectionLost', connectionLostMessage(endpoint, hasSentChange), {
    outcome: hasSentChange ? 'unknown' : 'nothing',
    cause,
  });
}

export function classifyConnectError(thrown: unknown): { readonly code: string; readonly kind: ServerErrorKind } {
  const code = codeOf(thrown);
  return { code, kind: byCode[code]?.[0] ?? (certificateCode.test(code) ? 'certificateRejected' : 'connectionLost') };
}

export function timeoutError(endpoint: Endpoint, hasSentChange: boolean): ServerError {
  return new ServerError('timedOut', timedOutMessage(endpoint), {
    outcome: hasSentChange ? 'unknown' : 'nothing',
  });
}

function timedOutMessage(endpoint: Endpoint): l10n.DisplayText {
  const seconds = Math.round(endpoint.timeout / 100) / 10;
  const host = hostOf(endpoint);
  if (endpoint.proxy === undefined) {
    return seconds === 1
      ? l10n.t(
          'The server at {0} didn\'t send a complete response within 1 second. To wait longer, increase "influxdb3Tokens.requestTimeoutSeconds".',
          host,
        )
      : l10n.t(
          'The server at {0} didn\'t send a complete response within {1} seconds. To wait longer, increase "influxdb3Tokens.requestTimeoutSeconds".',
          host,
          seconds,
        );
  }
  const proxy = new URL(endpoint.proxy.url).host;
  return seconds === 1
    ? l10n.t(
        'The server at {1} didn\'t send a complete response through the proxy {0} within 1 second. To wait longer, increase "influxdb3Tokens.requestTimeoutSeconds".',
        proxy,
        host,
      )
    : l10n.t(
        'The server at {1} didn\'t send a complete response through the proxy {0} within {2} seconds. To wait longer, increase "influxdb3Tokens.requestTimeoutSeconds".',
        proxy,
        host,
        seconds,
      );
}

export function responseTooLargeError(hasSentChange: boolean, status: number | undefined): ServerError {
  const message = l10n.t('The response is too large. Check that this URL points to an InfluxDB 3 server.');
  return new ServerError('responseTooLarge', message, {
    outcome: hasSentChange ? 'unknown' : 'nothing',
    status,
  });
}

export function tlsExpectedMessage(): l10n.DisplayText {
  return l10n.t("This port uses TLS. Use https:// in the server's URL.");
}

function connectionLostMessage(endpoint: Endpoint, hasSentChange: boolean): l10n.DisplayText {
  const message = l10n.t('The connection to {0} was closed before a response arrived.', hostOf(endpoint));
  // InfluxDB's TLS port closes the connection when it receives plain HTTP.
  if (endpoint.url.startsWith('http:') && !hasSentChange) {
    const hint = l10n.t('If this server uses TLS, use https:// in its URL.');
    return l10n.join([message, hint], ' ');
  }
  return hasSentChange ? message : l10n.join([message, l10n.t('Try again.')], ' ');
}

/** The code of an error or of its cause. If several addresses were tried, the first one counts. */
function codeOf(thrown: unknown): string {
  // This TLS error has its own code when reading, but only a message when writing.
  if (
    v.is(v.object({ code: v.literal('EPROTO'), message: v.pipe(v.string(), v.regex(/wrong.version.number/i)) }), thrown)
  ) {
    return 'ERR_SSL_WRONG_VERSION_NUMBER';
  }
  if (thrown instanceof AggregateError && !v.is(errorWithCode, thrown)) {
    return codeOf(thrown.errors[0]);
  }
  if (v.is(errorWithCode, thrown)) {
    return thrown.code === 'UND_ERR_SOCKET' && thrown instanceof Error && v.is(errorWithCode, thrown.cause)
      ? thrown.cause.code
      : thrown.code;
  }
  return thrown instanceof Error && thrown.cause !== undefined ? codeOf(thrown.cause) : '';
}
