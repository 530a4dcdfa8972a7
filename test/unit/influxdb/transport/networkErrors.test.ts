import assert from 'node:assert/strict';
import { networkError, timeoutError } from '../../../../src/influxdb/transport/networkErrors.ts';
import type { HttpProxy } from '../../../../src/influxdb/transport/proxy.ts';
import type { ServerErrorKind } from '../../../../src/influxdb/transport/serverError.ts';
import { sentence } from '../../../support/sentences.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { expectServerError } from '../helpers/expectServerError.ts';

const endpoint = endpointOf({ url: 'https://influx.example:8181/prefix' });
const errorWithCode = (code: string, message = 'it failed') => Object.assign(new Error(message), { code });

const kinds: Record<string, ServerErrorKind> = {
  ECONNREFUSED: 'connectionRefused',
  ENOTFOUND: 'hostNotFound',
  EAI_AGAIN: 'hostNotFound',
  EAI_NODATA: 'hostNotFound',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'unreachable',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknownAuthority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknownAuthority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknownAuthority',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknownAuthority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'selfSigned',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrongHost',
  CERT_HAS_EXPIRED: 'certificateExpired',
  CERT_NOT_YET_VALID: 'certificateRejected',
  CERT_REVOKED: 'certificateRejected',
  CERT_UNTRUSTED: 'certificateRejected',
  INVALID_PURPOSE: 'certificateRejected',
  ERR_TLS_CERT_ALTNAME_FORMAT: 'certificateRejected',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'certificateRejected',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'certificateRejected',
  EPROTO: 'certificateRejected',
  ERR_SSL_WRONG_VERSION_NUMBER: 'plainHttpExpected',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'plainHttpExpected',
  ECONNRESET: 'connectionLost',
  EPIPE: 'connectionLost',
  ECONNABORTED: 'connectionLost',
  UND_ERR_SOCKET: 'connectionLost',
  UND_ERR_DESTROYED: 'connectionLost',
  SOMETHING_NEW: 'connectionLost',
};

describe('networkError', () => {
  for (const [code, kind] of Object.entries(kinds)) {
    it(`returns ${kind} for ${code} before a change`, async () => {
      await expectServerError(Promise.reject(networkError(errorWithCode(code), endpoint, false)), { kind });
    });

    it(`returns connectionLost for ${code} after a change`, async () => {
      const error = networkError(errorWithCode(code), endpoint, true);
      await expectServerError(Promise.reject(error), { kind: 'connectionLost', outcome: 'unknown' });
    });
  }

  it('uses the code of the cause when the error has none', () => {
    const wrapped = new Error('failed', { cause: errorWithCode('ECONNREFUSED') });
    assert.equal(networkError(wrapped, endpoint, false).kind, 'connectionRefused');
    const socket = Object.assign(new Error('other side', { cause: errorWithCode('ENETUNREACH') }), {
      code: 'UND_ERR_SOCKET',
    });
    assert.equal(networkError(socket, endpoint, false).kind, 'unreachable');
  });

  it('uses the first error when several addresses were tried', () => {
    const both = new AggregateError([errorWithCode('EHOSTUNREACH'), errorWithCode('ECONNREFUSED')]);
    assert.equal(networkError(both, endpoint, false).kind, 'unreachable');
    assert.equal(networkError(new AggregateError([]), endpoint, false).kind, 'connectionLost');
  });

  it('recognizes plain HTTP by the message of EPROTO', () => {
    const text =
      'write EPROTO 1234:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:ssl3_record.c:354:';
    assert.equal(networkError(errorWithCode('EPROTO', text), endpoint, false).kind, 'plainHttpExpected');
    const boringSslMessage =
      'write EPROTO 1234:error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:tls_record.cc';
    assert.equal(networkError(errorWithCode('EPROTO', boringSslMessage), endpoint, false).kind, 'plainHttpExpected');
  });

  it('returns connectionLost for any other thrown value', () => {
    for (const thrown of [undefined, null, 'text', 7, {}, { code: 7 }, Object.create(null)] as unknown[]) {
      assert.equal(networkError(thrown, endpoint, false).kind, 'connectionLost');
    }
  });

  it('returns a ServerError unchanged', () => {
    const serverError = timeoutError(endpoint, true);
    assert.equal(networkError(serverError, endpoint, false), serverError);
  });

  it('copies only the name, code, and message of the cause', () => {
    const errorWithData = Object.assign(new TypeError('x', { cause: errorWithCode('ECONNRESET') }), {
      code: 'X',
      data: 'secret',
      socket: {},
    });
    const { cause } = networkError(errorWithData, endpoint, false);
    assert.ok(cause instanceof Error);
    assert.deepEqual(Object.entries(cause), [
      ['name', 'TypeError'],
      ['code', 'X'],
    ]);
    assert.equal(cause.message, 'x');
    assert.ok(cause.cause instanceof Error && 'code' in cause.cause && cause.cause.code === 'ECONNRESET');
  });

  it('names the host and port but not the path', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'ENETUNREACH', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ECONNRESET']) {
      const { message } = networkError(errorWithCode(code), endpoint, false);
      assert.ok(message.includes('influx.example:8181') && !message.includes('prefix'), message);
    }
  });
});

describe('timeoutError', () => {
  const proxy: HttpProxy = {
    url: 'http://proxy.example:3128',
    definedIn: 'http.proxy',
    authorization: undefined,
    verifyCertificate: true,
  };
  const host = 'influx.example:8181';

  it('says how many seconds passed', () => {
    assert.equal(timeoutError({ ...endpoint, timeout: 10_000 }, false).message, sentence('timedOut', host, 10));
    assert.equal(
      timeoutError({ ...endpoint, timeout: 1_000 }, false).message,
      sentence('timedOutAfterOneSecond', host),
    );
  });

  it('names the proxy', () => {
    const message = (timeout: number) => timeoutError({ ...endpoint, proxy, timeout }, false).message;
    assert.equal(message(10_000), sentence('timedOutThroughProxy', 'proxy.example:3128', host, 10));
    assert.equal(message(1_000), sentence('timedOutThroughProxyAfterOneSecond', 'proxy.example:3128', host));
  });
});
