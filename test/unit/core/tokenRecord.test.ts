import assert from 'node:assert/strict';
import { inReadingOrder, isOperatorToken, statusAt, type TokenRecord } from '../../../src/core/tokenRecord.ts';

const now = new Date('2025-06-15T12:00:00.000Z');
const day = 24 * 60 * 60 * 1000;
const after = (milliseconds: number) => new Date(now.getTime() + milliseconds);

describe('A token with an expiry', () => {
  for (const [what, expiry, status] of [
    ['none is live', undefined, 'live'],
    ['a millisecond ago is expired', after(-1), 'expired'],
    ['this very moment is expired', now, 'expired'],
    ['a millisecond ahead is expiring', after(1), 'expiring'],
    ['exactly as far ahead as is warned of is expiring', after(14 * day), 'expiring'],
    ['a millisecond further ahead is live', after(14 * day + 1), 'live'],
    ['in the year 11020 is live', new Date('+011020-12-03T00:35:01.014Z'), 'live'],
    ['long ago is expired', new Date(0), 'expired'],
  ] as const) {
    it(what, () => assert.equal(statusAt(expiry, now, 14), status));
  }

  it('is never expiring where no day of warning is wanted', () => {
    assert.equal(statusAt(after(1), now, 0), 'live');
    assert.equal(statusAt(now, now, 0), 'expired');
  });
});

describe('The operator token', () => {
  it('is told by its name alone, whatever its id', () => {
    assert.ok(isOperatorToken({ name: '_admin' }));
    for (const name of ['_Admin', ' _admin', '_admin\n', 'admin', '']) {
      assert.equal(isOperatorToken({ name }), false, name);
    }
  });
});

describe('The reading order of tokens', () => {
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
    inReadingOrder(names.map((name, id) => record(name, id))).map(({ name }) => name);

  it('has the operator token first', () => {
    assert.deepEqual(namesInOrder('a', '!', '_admin', '', '0'), ['_admin', '', '!', '0', 'a']);
  });

  it('counts as people do', () =>
    assert.deepEqual(namesInOrder('ci-10', 'ci-9', 'ci-100'), ['ci-9', 'ci-10', 'ci-100']));

  it('goes by id where names read the same', () => {
    const ids = inReadingOrder([record('e\u0301', 7), record('\u00e9', 3)]).map(({ id }) => id);
    assert.deepEqual(ids, [3, 7]);
  });

  it('leaves the list that it was given as it was', () => {
    const given = [record('b', 1), record('a', 2)];
    inReadingOrder(given);
    assert.deepEqual(
      given.map(({ name }) => name),
      ['b', 'a'],
    );
  });
});
