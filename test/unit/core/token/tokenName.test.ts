import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenNameProblem } from '../../../../src/core/token/tokenName.ts';
import { sentence } from '../../../support/sentences.ts';
import { anyText } from '../anyText.ts';

const noNames: ReadonlySet<string> = new Set();
const problem = (name: string, ...taken: string[]) => tokenNameProblem(name, new Set(taken));

describe('tokenNameProblem', () => {
  for (const [what, name] of Object.entries({
    'an empty name': '',
    'a space': ' ',
    'several kinds of spaces': ' \u00a0\u2003\u3000\ufeff',
    'a tab': '\t',
    'a line break': '\n',
  })) {
    it(`rejects ${what} as a missing name`, () => assert.equal(problem(name), sentence('tokenNameMissing')));
  }

  for (const [what, inside] of Object.entries({
    'a line feed': '\n',
    'a carriage return': '\r',
    'a Windows line end': '\r\n',
    'a tab': '\t',
    'a NUL': '\0',
    'an escape': '\u001b[31m',
    'a delete': '\u007f',
    'a C1 next line': '\u0085',
    'a line separator': '\u2028',
    'a paragraph separator': '\u2029',
  })) {
    it(`rejects a name that contains ${what}`, () => {
      for (const name of [`a${inside}b`, `ab${inside}`, `${inside}ab`]) {
        assert.equal(problem(name), sentence('tokenNameWithLineBreak'), JSON.stringify(name));
      }
    });
  }

  it("rejects a lone surrogate, which the server can't receive as JSON", () => {
    for (const name of ['\ud83d', 'a\ud83d', '\ude00b', '\ude00\ud83d']) {
      assert.equal(problem(name), sentence('tokenNameMalformed'), JSON.stringify(name));
    }
  });

  it('rejects more than 255 characters', () => {
    assert.equal(problem('x'.repeat(256)), sentence('tokenNameTooLong', 255, 256));
    assert.equal(problem('x'.repeat(10_000)), sentence('tokenNameTooLong', 255, 10_000));
  });

  it('rejects a token, or a name that contains one', () => {
    const tokenString = `apiv3_${'aB3_-'.repeat(17)}z`;
    for (const name of [tokenString, `ci ${tokenString}`]) {
      assert.equal(problem(name), sentence('nameIsToken'));
    }
    assert.equal(problem('apiv3_ci'), undefined);
  });

  it('rejects the name of the operator token', () => {
    assert.equal(problem('_admin'), sentence('reservedName', '_admin'));
    assert.equal(problem('_admin', '_admin'), sentence('reservedName', '_admin'));
  });

  it('rejects a name that is taken', () => {
    assert.equal(problem('ci', 'ci'), sentence('tokenNameTaken'));
  });

  it('accepts 255 characters', () => assert.equal(problem('x'.repeat(255)), undefined));

  it('accepts 255 emoji, and rejects 256', () => {
    assert.equal(problem('😀'.repeat(255)), undefined);
    assert.equal(problem('😀'.repeat(256)), sentence('tokenNameTooLong', 255, 256));
  });

  it('accepts a name that differs from others in case', () => assert.equal(problem('Year', 'year', 'YEAR'), undefined));

  it('accepts a name that differs from others in Unicode composition', () => {
    assert.equal(problem('\u00e9', 'e\u0301'), undefined);
    assert.equal(problem('e\u0301', '\u00e9'), undefined);
  });

  it('accepts a name that differs from others in a space', () => assert.equal(problem('ci', 'ci ', ' ci'), undefined));

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
    it(`accepts ${name}`, () => assert.equal(problem(name), undefined));
  }

  it('accepts only names that survive JSON and a URL, for any text', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        fc.pre(tokenNameProblem(name, noNames) === undefined);
        assert.equal(new URLSearchParams(new URLSearchParams({ n: name }).toString()).get('n'), name);
        assert.equal(Buffer.from(name, 'utf8').toString('utf8'), name);
      }),
    );
  });
});
