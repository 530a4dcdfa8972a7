import assert from 'node:assert/strict';
import { UserError } from '../../../../src/core/errors.ts';
import { ServerError, type Outcome, type ServerErrorKind } from '../../../../src/influxdb/transport/serverError.ts';
import { assertNoToken, everythingIn } from './log.ts';

export interface ExpectedError {
  kind: ServerErrorKind;
  /** Default: `nothing`. */
  outcome?: Outcome;
  status?: number;
}

/** Fails unless the call throws this error, with a readable message and without a token in it. */
export async function expectServerError(call: Promise<unknown>, expected: ExpectedError): Promise<ServerError> {
  const error = await errorOf(call);
  assert.ok(error instanceof ServerError, everythingIn(error));
  assert.deepEqual(
    { kind: error.kind, outcome: error.outcome },
    { outcome: 'nothing', ...kindAndOutcome(expected) },
    error.message,
  );
  if (expected.status !== undefined) {
    assert.equal(error.status, expected.status);
  }
  assertReadable(error);
  return error;
}

export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  assert.ok('error' in outcome, 'the call succeeded');
  assertNoToken(everythingIn(outcome.error));
  return outcome.error;
}

function kindAndOutcome({ kind, outcome }: ExpectedError) {
  return outcome === undefined ? { kind } : { kind, outcome };
}

/** Checks for full sentences without internals that don't suggest retrying if the outcome is unknown. */
function assertReadable(error: UserError & { outcome: Outcome }): void {
  const { message, outcome } = error;
  assert.match(message, /^[A-Z0-9[].*[.?)]$/s, message);
  assert.ok(message.length > 30 && message.length < 400, message);
  // An error code in parentheses is allowed, so that users can look it up.
  const words = message.replace(/\([A-Z0-9_]+\)/, '');
  assert.doesNotMatch(words, /undefined|null|NaN|\[object|\{\d\}|UND_|HPE_|E[A-Z]{5,}|Error:|serde|\n/, message);
  assert.ok(outcome !== 'unknown' || !/try again|nothing (was )?changed/i.test(message), message);
}
