import assert from 'node:assert/strict';
import { sortTokens, isOperatorToken, statusAt, type TokenRecord } from '../../../../src/core/token/tokenRecord.ts';

const now = new Date('2025-06-15T12:00:00.000Z');
const day = 24 * 60 * 60 * 1000;
const after = (milliseconds: number) => new Date(now.getTime() + milliseconds);

describe('statusAt', () => {
  for (const [what, expiry, status] of [
    ['is never', undefined, 'live'],
    ['was a millisecond ago', after(-1), 'expired'],
    ['is now', now, 'expired'],
    ['is in a millisecond', after(1), 'expiring'],
    ['is exactly at the end of the warning period', after(14 * day), 'expiring'],
    ['is a millisecond after the warning period', after(14 * day + 1), 'live'],
    ['is in the year 11020', new Date('+011020-12-03T00:35:01.014Z'), 'live'],
    ['was long ago', new Date(0), 'expired'],
  ] as const) {
    it(`returns "${status}" when the expiration ${what}`, () => assert.equal(statusAt(expiry, now, 14), status));
  }

  it('never returns "expiring" when the warning period has no days', () => {
    assert.equal(statusAt(after(1), now, 0), 'live');
    assert.equal(statusAt(now, now, 0), 'expired');
  });
});

describe('isOperatorToken', () => {
  it('depends on the name only', () => {
    assert.ok(isOperatorToken({ name: '_admin' }));
    for (const name of ['_Admin', ' _admin', '_admin\n', 'admin', '']) {
      assert.equal(isOperatorToken({ name }), false, name);
    }
  });
});

describe('sortTokens', () => {
  const record = (name: string, id: number): TokenRecord => ({
    id,
    name,
    hash: '0'.repeat(9),
    createdAt: now,
    updatedAt: undefined,
    expiry: undefined,
    permissions: '*:*:*',
    description: undefined,
  });
  const namesInOrder = (...names: string[]) =>
    sortTokens(names.map((name, id) => record(name, id))).map(({ name }) => name);

  it('puts the operator token first', () => {
    assert.deepEqual(namesInOrder('a', '!', '_admin', '', '0'), ['_admin', '', '!', '0', 'a']);
  });

  it('sorts numbers in names by value', () =>
    assert.deepEqual(namesInOrder('ci-10', 'ci-9', 'ci-100'), ['ci-9', 'ci-10', 'ci-100']));

  it('sorts by ID when names look the same', () => {
    const ids = sortTokens([record('e\u0301', 7), record('\u00e9', 3)]).map(({ id }) => id);
    assert.deepEqual(ids, [3, 7]);
  });

  it('does not change the list passed in', () => {
    const given = [record('b', 1), record('a', 2)];
    sortTokens(given);
    assert.deepEqual(
      given.map(({ name }) => name),
      ['b', 'a'],
    );
  });
});
