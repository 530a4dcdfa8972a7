import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { UserError } from '../../../../src/core/userError.ts';

/** Any eight letters of a token in a row give it away. */
const piece = 8;

/** The error with which `work` is refused: one for a person, in which no part of `secrets` can be read. */
export async function refusal(work: Promise<unknown>, ...secrets: string[]): Promise<UserError> {
  const thrown: unknown = await work.then(
    () => assert.fail('nothing was thrown'),
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof UserError, inspect(thrown));
  const printed = `${inspect(thrown, { depth: Infinity, showHidden: true, getters: true })}\n${thrown.stack ?? ''}`;
  for (const secret of secrets) {
    const letters = secret.replace(/^apiv3_/, '');
    for (let start = 0; start + piece <= letters.length; start += 1) {
      assert.ok(!printed.includes(letters.slice(start, start + piece)), `the string can be read in: ${printed}`);
    }
  }
  return thrown;
}
