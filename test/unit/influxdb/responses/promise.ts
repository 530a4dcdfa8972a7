import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as v from 'valibot';
import { Token } from '../../../../src/core/token.ts';
import { ServerError } from '../../../../src/influxdb/serverError.ts';
import { changes } from '../helpers/changes.ts';
import { bearer, grace, type Exchanged } from './exchangeOne.ts';
import type { Generated } from './generated.ts';
import { shapes } from './shapes.ts';
import { mayTell, statusIn } from './statusIn.ts';

const mebibyte = 1024 * 1024;
/** What the network and the two processes' buffers may hold beyond what the client reads. */
const bufferAllowance = 16 * mebibyte;

/** Holds an exchange to what the wire promises, whatever the server did. @throws AssertionError */
export function assertKept(exchanged: Exchanged): void {
  const { generated, played, settled, logged, milliseconds, timeout } = exchanged;
  assert.notEqual(settled, 'never', 'it never settled');
  assert.ok(milliseconds < timeout + grace, `it took ${Math.round(milliseconds)} ms of ${timeout}`);
  assert.ok(played.connections <= 1, `${played.connections} connections: something was sent twice`);
  assert.equal(played.open, 0, 'its connection was left open');
  const limit = generated.call === 'listing the tokens' ? 32 * mebibyte : mebibyte;
  assert.ok(played.sent < limit + bufferAllowance, `${played.sent} bytes were taken`);
  logged.forEach((line) => assertNoToken(line, generated.string, 'the log'));
  if (settled === 'never') {
    return;
  }
  if ('value' in settled) {
    assertResult(exchanged, settled.value);
  } else {
    assertError(exchanged, settled.error);
  }
}

function assertResult({ generated }: Exchanged, value: unknown): void {
  const { call, bytes, string, saves, genuine, over } = generated;
  const parsed = v.safeParse(shapes[call], value, { abortEarly: true });
  assert.ok(parsed.success, `no well-formed result: ${parsed.issues?.[0].message} in ${inspect(value).slice(0, 500)}`);
  assert.notEqual(over, 'plain behind https', 'it took an answer in the clear');
  assert.notEqual(genuine, 'refusal', 'it took a refusal for success');
  const status = statusIn(bytes);
  const validStatuses = {
    'deleting a token': [200],
    'listing the tokens': [200],
    'getting the version': [200],
    probing: [200, 204],
  };
  if (status !== undefined) {
    const expected = call in validStatuses ? validStatuses[call as keyof typeof validStatuses] : undefined;
    assert.ok(expected?.includes(status) ?? (status >= 200 && status < 300), `it took a ${status} for success`);
  }
  if (saves) {
    const { token } = value as { token: Token };
    assert.equal(token.hash, new Token(string).hash, 'it saved another string than the one that came');
  }
}

function assertError({ generated, played }: Exchanged, error: unknown): void {
  const { call, bytes, string, saves, genuine } = generated;
  assert.ok(error instanceof ServerError, `no typed error: ${inspect(error)}`);
  assert.ok(!saves, `the string was lost: ${error.kind}`);
  assert.notEqual(genuine, 'success', `it did not take a success: ${error.kind}, ${error.message}`);
  if (genuine === 'refusal') {
    assert.equal(error.outcome, 'nothing', 'it did not take a refusal for one');
  }
  const { message, outcome, status } = error;
  assert.match(message, /^[A-Z0-9].*[.)]$/, 'no sentence');
  assert.doesNotMatch(message, /undefined|null|NaN|\[object|\{\d\}/, 'a message with a hole');
  assert.ok(message.length < 600, 'a message that is too long');
  for (const said of [message, String(error.stack), JSON.stringify(error), everythingIn(error)]) {
    assertNoToken(said, string, 'the error');
  }
  const certainStatus = statusIn(bytes);
  assert.ok(status === undefined || (Number.isInteger(status) && status >= 100 && status <= 999), `status ${status}`);
  assert.ok(
    certainStatus === undefined || status === undefined || status === certainStatus,
    `status ${status}, and it was ${certainStatus}`,
  );
  if (!(call in changes)) {
    assert.equal(outcome, 'nothing', 'looking changed something');
  } else if (outcome === 'nothing') {
    assert.ok(
      !played.asked || isCertainlyUnchanged(generated, status),
      `nobody said that nothing was done: ${error.kind}`,
    );
  }
}

/** Whether the server, or what answers in its place, said that it did nothing. */
function isCertainlyUnchanged({ bytes, over }: Generated, status: number | undefined): boolean {
  if (over === 'plain behind https') {
    // What was asked for was a handshake, and only that.
    return true;
  }
  const text = bytes.toString('latin1');
  if (status === undefined) {
    // An alert of TLS, to what is no TLS.
    return /^\s*\x15\x03/.test(text);
  }
  const refused = (status >= 400 && status < 500) || [301, 302, 303, 307, 308].includes(status);
  // The two refusals that a server gives by 500; compressed or in chunks they may not be seen here.
  const refusedBy500 = status === 500 && /max request size|missing admin token|(content|transfer)-encoding/.test(text);
  return mayTell(bytes, status) && (refused || refusedBy500);
}

function everythingIn(error: unknown): string {
  return inspect(error, {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
}

function assertNoToken(text: string, string: string, where: string): void {
  const lowerCase = text.toLowerCase();
  for (const secret of [string, bearer.reveal()]) {
    // Much of one is too much.
    const core = secret.slice('apiv3_'.length, 'apiv3_'.length + 8).toLowerCase();
    assert.ok(!lowerCase.includes(core), `a token string in ${where}`);
  }
  assert.doesNotMatch(text, /apiv3_[\w-]{3,}/i, `a token string in ${where}`);
}
