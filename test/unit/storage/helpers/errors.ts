import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { UserError } from '../../../../src/core/errors.ts';

/** Any eight consecutive characters of a token count as a leak. */
const leakLength = 8;

export async function expectUserError(work: Promise<unknown>, ...secrets: string[]): Promise<UserError> {
  const thrown: unknown = await work.then(
    () => assert.fail('no error was thrown'),
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof UserError, inspect(thrown));
  const printed = `${inspect(thrown, { depth: Infinity, showHidden: true, getters: true })}\n${thrown.stack ?? ''}`;
  for (const secret of secrets) {
    const body = secret.replace(/^apiv3_/, '');
    for (let start = 0; start + leakLength <= body.length; start += 1) {
      assert.ok(
        !printed.includes(body.slice(start, start + leakLength)),
        `the error contains part of the secret: ${printed}`,
      );
    }
  }
  return thrown;
}
