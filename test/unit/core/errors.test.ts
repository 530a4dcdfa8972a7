import assert from 'node:assert/strict';
import type { DisplayText } from '../../../src/core/l10n.ts';
import { untranslated } from '../../../src/core/l10n.ts';
import { Canceled, throwIfInvalid, toError, UserError } from '../../../src/core/errors.ts';

const tokenString = `apiv3_${'aB3_-'.repeat(17)}z`;

describe('UserError', () => {
  it('has the message passed in', () =>
    assert.equal(new UserError(untranslated('Nothing listens at h:1.')).message, 'Nothing listens at h:1.'));

  it('removes token strings from the message', () => {
    const { message, stack = '' } = new UserError(`There's no server named "${tokenString}".` as DisplayText);
    assert.equal(message, `There's no server named "apiv3_…".`);
    assert.ok(!stack.includes(tokenString.slice(6, 30)));
  });

  it('has its own name, and keeps the cause', () => {
    const cause = new Error('x');
    const error = new UserError(untranslated('y'), { cause });
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'UserError');
    assert.equal(error.cause, cause);
  });
});

describe('throwIfInvalid', () => {
  it('throws a UserError with the problem, if there is one', () => {
    assert.throws(() => throwIfInvalid(untranslated('Enter a name.')), new UserError(untranslated('Enter a name.')));
    assert.doesNotThrow(() => throwIfInvalid(undefined));
  });
});

describe('Canceled', () => {
  it('is an error but not a UserError', () => {
    const error: unknown = new Canceled();
    assert.ok(error instanceof Error);
    assert.equal(error instanceof UserError, false);
    assert.equal(error.name, 'Canceled');
  });
});

describe('toError', () => {
  it('returns an error unchanged', () => {
    for (const error of [
      new UserError(untranslated('x')),
      new TypeError('x'),
      new AggregateError([]),
      new DOMException('x'),
    ]) {
      assert.equal(toError(error), error);
    }
  });

  it('turns a string into an error with that message', () => assert.equal(toError('text').message, 'text'));

  for (const [what, thrown] of [
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
    ['a symbol', Symbol('x')],
    ['an object', { code: 'X' }],
    ['an object without a prototype', Object.create(null) as unknown],
    [
      'an object whose toString throws',
      {
        toString: () => {
          throw new Error('no');
        },
      },
    ],
    ['a function', () => 1],
  ] as const) {
    it(`turns ${what} into an error`, () => {
      const error = toError(thrown);
      assert.ok(error instanceof Error);
      assert.notEqual(error.message, '');
    });
  }

  it('puts the properties of an object into the message', () =>
    assert.match(toError({ code: 'EWHATEVER' }).message, /EWHATEVER/));
});
