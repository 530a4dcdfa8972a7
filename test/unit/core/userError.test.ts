import assert from 'node:assert/strict';
import { Cancelled, refuseIf, toError, UserError } from '../../../src/core/userError.ts';

const string = `apiv3_${'aB3_-'.repeat(17)}z`;

describe('An error for a person', () => {
  it('says what it was given', () =>
    assert.equal(new UserError('Nothing listens at h:1.').message, 'Nothing listens at h:1.'));

  it('never holds a token string, whatever was quoted in it', () => {
    const { message, stack = '' } = new UserError(`No server is called "${string}".`);
    assert.equal(message, 'No server is called "apiv3_…".');
    assert.ok(!stack.includes(string.slice(6, 30)));
  });

  it('is told by its name and class, and keeps its cause', () => {
    const cause = new Error('x');
    const error = new UserError('y', { cause });
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'UserError');
    assert.equal(error.cause, cause);
  });
});

it('What is wrong with an argument is thrown as it is said, and nothing where nothing is', () => {
  assert.throws(() => refuseIf('Give it a name.'), new UserError('Give it a name.'));
  assert.doesNotThrow(() => refuseIf(undefined));
});

describe('Giving up', () => {
  it('is no error for a person', () => {
    const error: unknown = new Cancelled();
    assert.ok(error instanceof Error);
    assert.equal(error instanceof UserError, false);
    assert.equal(error.name, 'Cancelled');
  });
});

describe('What was thrown', () => {
  it('stays what it is where it is an error', () => {
    for (const error of [new UserError('x'), new TypeError('x'), new AggregateError([]), new DOMException('x')]) {
      assert.equal(toError(error), error);
    }
  });

  it('becomes an error with its text where it is a text', () => assert.equal(toError('text').message, 'text'));

  for (const [what, thrown] of [
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a symbol', Symbol('x')],
    ['an object', { code: 'X' }],
    ['an object without a prototype', Object.create(null) as unknown],
    [
      'an object whose text cannot be had',
      {
        toString: () => {
          throw new Error('no');
        },
      },
    ],
    ['a function', () => 1],
  ] as const) {
    it(`becomes an error where it is ${what}`, () => {
      const error = toError(thrown);
      assert.ok(error instanceof Error);
      assert.notEqual(error.message, '');
    });
  }

  it('tells what stands in an object', () => assert.match(toError({ code: 'EWHATEVER' }).message, /EWHATEVER/));
});
