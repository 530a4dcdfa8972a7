import assert from 'node:assert/strict';
import { UserError } from '../../../../src/core/userError.ts';
import { ServerError, type Outcome, type ServerErrorKind } from '../../../../src/influxdb/serverError.ts';
import { assertNoToken, everythingIn } from './log.ts';

/** What an error is expected to say. */
export interface Expected {
  kind: ServerErrorKind;
  /** `nothing` unless told. */
  outcome?: Outcome;
  status?: number;
}

/** The typed error of a call that has to fail; whatever it is, its message is for a person and it holds no token. */
export async function refused(call: Promise<unknown>, expected: Expected): Promise<ServerError> {
  const error = await thrownBy(call);
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

/** What a call that has to fail throws. */
export async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  assert.ok('error' in outcome, 'it was done');
  assertNoToken(everythingIn(outcome.error));
  return outcome.error;
}

function kindAndOutcome({ kind, outcome }: Expected) {
  return outcome === undefined ? { kind } : { kind, outcome };
}

/** Whole sentences without the words of a program, and a hint at what to do where nobody knows what was done. */
function assertReadable(error: UserError & { outcome: Outcome }): void {
  const { message, outcome } = error;
  assert.match(message, /^[A-Z0-9[].*[.?)]$/s, message);
  assert.ok(message.length > 30 && message.length < 400, message);
  // A code in brackets is for whoever looks it up.
  const words = message.replace(/\([A-Z0-9_]+\)/, '');
  assert.doesNotMatch(words, /undefined|null|NaN|\[object|\{\d\}|UND_|HPE_|E[A-Z]{5,}|Error:|serde|\n/, message);
  // What then is true has to be looked up, so nothing may sound as if trying again were safe.
  assert.ok(outcome !== 'unknown' || !/try again|nothing (was )?changed/i.test(message), message);
}
