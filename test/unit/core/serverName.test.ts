import assert from 'node:assert/strict';
import { serverNameProblem } from '../../../src/core/serverName.ts';

const problem = (name: string, ...taken: string[]) => serverNameProblem(name, new Set(taken)) ?? '';

describe('A name for a server', () => {
  for (const name of ['Local', 'prod (EU)', '名', '👩‍💻', 'é', 'x'.repeat(100), '😀'.repeat(100), '_admin']) {
    it(`may be ${name.slice(0, 12)}`, () => assert.equal(serverNameProblem(name), undefined));
  }

  it('cannot be empty', () => assert.match(problem(''), /Give the server a name/));

  it('cannot have 101 characters', () => {
    assert.match(problem('x'.repeat(101)), /100/);
    assert.match(problem('😀'.repeat(101)), /100/);
  });

  for (const [what, mark] of Object.entries({
    'a line feed': '\n',
    'a carriage return': '\r',
    'a line separator': '\u2028',
    'a NUL': '\0',
    'a right-to-left override': '\u202e',
    'a right-to-left mark': '\u200f',
    'an isolate': '\u2067',
  })) {
    it(`cannot hold ${what}, which would forge the URL beside it`, () => {
      for (const name of [`a${mark}b`, `${mark}ab`, `ab${mark}`]) {
        assert.match(problem(name), /one line/);
      }
    });
  }

  it('cannot be a token, and the token is not repeated', () => {
    const string = `apiv3_${'aB3_-'.repeat(17)}z`;
    assert.match(problem(string), /This is a token/);
    assert.ok(!problem(string).includes('aB3_'));
  });

  it('cannot be that of another server of the person’s', () => {
    assert.match(problem('prod', 'prod'), /called "prod" already/);
    assert.equal(problem('prod', 'Prod', 'prod2'), '');
  });
});
