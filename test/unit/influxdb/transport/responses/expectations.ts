import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as v from 'valibot';
import { Token } from '../../../../../src/core/token/token.ts';
import { ServerError } from '../../../../../src/influxdb/transport/serverError.ts';
import { changes } from '../../helpers/calls.ts';
import { bearer, grace, type CaseResult } from './runCase.ts';
import type { GeneratedCase } from './generatedCase.ts';
import { resultSchemas } from './shapes.ts';
import { mayHaveStatus, statusIn } from './statusIn.ts';

const mebibyte = 1024 * 1024;
/** Bytes that the network and both ends can buffer beyond what the client reads. */
const bufferAllowance = 16 * mebibyte;

/** Checks what must be true of every call, whatever the server does. @throws AssertionError */
export function assertExpectations(result: CaseResult): void {
  const { generatedCase, observed, settled, logged, milliseconds, timeout } = result;
  assert.notEqual(settled, 'never', 'the call never settled');
  assert.ok(milliseconds < timeout + grace, `took ${Math.round(milliseconds)} ms, limit ${timeout} ms`);
  assert.ok(observed.connections <= 1, `${observed.connections} connections: the request was sent twice`);
  assert.equal(observed.openConnections, 0, 'the connection is still open');
  const limit = generatedCase.call === 'listing the tokens' ? 32 * mebibyte : mebibyte;
  assert.ok(observed.bytesSent < limit + bufferAllowance, `read ${observed.bytesSent} bytes`);
  logged.forEach((line) => assertNoToken(line, generatedCase.tokenString, 'the log'));
  if (settled === 'never') {
    return;
  }
  if ('value' in settled) {
    assertResult(result, settled.value);
  } else {
    assertError(result, settled.error);
  }
}

function assertResult({ generatedCase }: CaseResult, value: unknown): void {
  const { call, bytes, tokenString, mustReturnToken, genuine, transport } = generatedCase;
  const parsed = v.safeParse(resultSchemas[call], value, { abortEarly: true });
  assert.ok(parsed.success, `invalid result: ${parsed.issues?.[0].message} in ${inspect(value).slice(0, 500)}`);
  assert.notEqual(transport, 'plain behind https', 'accepted a plaintext response over https');
  assert.notEqual(genuine, 'refusal', 'mistook a refusal for success');
  const status = statusIn(bytes);
  const validStatuses = {
    'deleting a token': [200],
    'listing the tokens': [200],
    'getting the version': [200],
    probing: [200, 204],
  };
  if (status !== undefined) {
    const expected = call in validStatuses ? validStatuses[call as keyof typeof validStatuses] : undefined;
    assert.ok(expected?.includes(status) ?? (status >= 200 && status < 300), `mistook status ${status} for success`);
  }
  if (mustReturnToken) {
    const { token } = value as { token: Token };
    assert.equal(token.hash, new Token(tokenString).hash, 'returned a different token');
  }
}

function assertError({ generatedCase, observed }: CaseResult, error: unknown): void {
  const { call, bytes, tokenString, mustReturnToken, genuine } = generatedCase;
  assert.ok(error instanceof ServerError, `not a ServerError: ${inspect(error)}`);
  assert.ok(!mustReturnToken, `the token was lost: ${error.kind}`);
  assert.notEqual(genuine, 'success', `rejected a success: ${error.kind}, ${error.message}`);
  if (genuine === 'refusal') {
    assert.equal(error.outcome, 'nothing', "didn't recognize a refusal");
  }
  const { message, outcome, status } = error;
  assert.match(message, /^[A-Z0-9].*[.)]$/, 'not a sentence');
  assert.doesNotMatch(message, /undefined|null|NaN|\[object|\{\d\}/, 'an incomplete message');
  assert.ok(message.length < 600, 'a message that is too long');
  for (const reported of [message, String(error.stack), JSON.stringify(error), everythingIn(error)]) {
    assertNoToken(reported, tokenString, 'the error');
  }
  const certainStatus = statusIn(bytes);
  assert.ok(status === undefined || (Number.isInteger(status) && status >= 100 && status <= 999), `status ${status}`);
  assert.ok(
    certainStatus === undefined || status === undefined || status === certainStatus,
    `status ${status} instead of ${certainStatus}`,
  );
  if (!(call in changes)) {
    assert.equal(outcome, 'nothing', 'a read has an unknown outcome');
  } else if (outcome === 'nothing') {
    assert.ok(
      !observed.hasRequest || isCertainlyUnchanged(generatedCase, status),
      `the outcome must be unknown: ${error.kind}`,
    );
  }
}

/** Whether the response says that the server changed nothing. */
function isCertainlyUnchanged({ bytes, transport }: GeneratedCase, status: number | undefined): boolean {
  if (transport === 'plain behind https') {
    // The server received only a handshake.
    return true;
  }
  const text = bytes.toString('latin1');
  if (status === undefined) {
    // A TLS alert in response to plain HTTP.
    return /^\s*\x15\x03/.test(text);
  }
  const refusal = refusedByText[status];
  // If compressed or chunked, the text of a refusal can't be found here.
  const isRefusedByText = refusal !== undefined && (refusal.test(text) || /(content|transfer)-encoding/.test(text));
  return mayHaveStatus(bytes, status) && (refusedByStatus.has(status) || isRefusedByText);
}

const refusedByStatus: ReadonlySet<number> = new Set([301, 302, 303, 307, 308, 401, 403, 404, 409, 413, 414, 415]);

/** Any server or proxy may send these statuses, so the text is what says that nothing changed. */
const refusedByText: Readonly<Record<number, RegExp>> = {
  400: /Authorization header was malformed|serde (?:json )?error|HTTPS port|HTTPS server|SSL-enabled/,
  405: /cannot delete operator token|started without auth/,
  500: /max request size|missing admin token/,
};

function everythingIn(error: unknown): string {
  return inspect(error, {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
}

function assertNoToken(text: string, tokenString: string, where: string): void {
  const lowerCase = text.toLowerCase();
  for (const secret of [tokenString, bearer.reveal()]) {
    // A part of a token counts too.
    const core = secret.slice('apiv3_'.length, 'apiv3_'.length + 8).toLowerCase();
    assert.ok(!lowerCase.includes(core), `a token in ${where}`);
  }
  assert.doesNotMatch(text, /apiv3_[\w-]{3,}/i, `a token in ${where}`);
}
