import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenNameProblem } from '../../../src/core/tokenName.ts';
import { anyText } from './anyText.ts';

const nothingTaken: ReadonlySet<string> = new Set();
const problem = (name: string, ...taken: string[]) => tokenNameProblem(name, new Set(taken));

describe('A name for a new token is refused', () => {
  for (const [what, name] of Object.entries({
    empty: '',
    'a space': ' ',
    'several kinds of blanks': ' \u00a0\u2003\u3000\ufeff',
    'a tab': '\t',
    'a line break': '\n',
  })) {
    it(`when it is ${what}: it asks for one`, () => assert.match(problem(name) ?? '', /Give the token a name/));
  }

  for (const [what, inside] of Object.entries({
    'a line feed': '\n',
    'a carriage return': '\r',
    'a Windows line end': '\r\n',
    'a tab': '\t',
    'a NUL': '\0',
    'an escape': '\u001b[31m',
    'a delete': '\u007f',
    'a next line of C1': '\u0085',
    'a line separator': '\u2028',
    'a paragraph separator': '\u2029',
  })) {
    it(`when it holds ${what}, inside or at an end`, () => {
      for (const name of [`a${inside}b`, `ab${inside}`, `${inside}ab`]) {
        assert.match(problem(name) ?? '', /line break or a control character/, JSON.stringify(name));
      }
    });
  }

  it('when it holds half of a character, which no JSON the server reads can carry', () => {
    for (const name of ['\ud83d', 'a\ud83d', '\ude00b', '\ude00\ud83d']) {
      assert.match(problem(name) ?? '', /half of a character/, JSON.stringify(name));
    }
  });

  it('when it has 256 characters, told with the number', () => {
    assert.match(problem('x'.repeat(256)) ?? '', /255 .* 256/);
    assert.match(problem('x'.repeat(10_000)) ?? '', /10000/);
  });

  it('when it is a token, or holds one, and the token is not repeated', () => {
    const string = `apiv3_${'aB3_-'.repeat(17)}z`;
    for (const name of [string, `ci ${string}`]) {
      assert.match(problem(name) ?? '', /This is a token, not a name/);
      assert.ok(!problem(name)?.includes('aB3_'));
    }
    assert.equal(problem('apiv3_ci'), undefined);
  });

  it('when it is the name of the operator token', () => {
    assert.match(problem('_admin') ?? '', /operator token/);
    assert.match(problem('_admin', '_admin') ?? '', /operator token/);
  });

  it('when it is taken, byte for byte', () => {
    assert.match(problem('ci', 'ci') ?? '', /already/);
  });
});

describe('A name for a new token is accepted', () => {
  it('with 255 characters', () => assert.equal(problem('x'.repeat(255)), undefined));

  it('with 255 emoji, but not with 256', () => {
    assert.equal(problem('😀'.repeat(255)), undefined);
    assert.match(problem('😀'.repeat(256)) ?? '', /255/);
  });

  it('when another differs from it in capitals only', () => assert.equal(problem('Year', 'year', 'YEAR'), undefined));

  it('when another differs from it in how its é is composed', () => {
    assert.equal(problem('\u00e9', 'e\u0301'), undefined);
    assert.equal(problem('e\u0301', '\u00e9'), undefined);
  });

  it('when another differs from it in a space', () => assert.equal(problem('ci', 'ci ', ' ci'), undefined));

  for (const name of [
    'a&b',
    'a+b',
    '50%',
    '%26',
    'a b',
    '"quoted"',
    "it's",
    '`x`',
    '名',
    'имя',
    '😀',
    'a/b',
    '../x',
    '?',
    '#',
    '_Admin',
    '_admin2',
  ]) {
    it(`when it is ${name}`, () => assert.equal(problem(name), undefined));
  }

  it('whatever it is, only if it survives JSON and a URL', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        fc.pre(tokenNameProblem(name, nothingTaken) === undefined);
        assert.equal(new URLSearchParams(new URLSearchParams({ n: name }).toString()).get('n'), name);
        assert.equal(Buffer.from(name, 'utf8').toString('utf8'), name);
      }),
    );
  });
});
