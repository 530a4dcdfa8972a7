import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { containsTokenString, Token } from '../../../../src/core/token/token.ts';

const tokenString = `apiv3_${'aB3_-'.repeat(17)}z`;
const token = new Token(tokenString);

describe('Token', () => {
  it('has the SHA-512 of the whole token string as its hash', () => {
    assert.equal(token.hash, createHash('sha512').update(tokenString).digest('hex'));
    assert.match(token.hash, /^[0-9a-f]{128}$/);
  });

  it('has the server format with 86 characters of URL-safe base64 after the prefix', () => {
    assert.ok(token.hasServerFormat);
  });

  for (const [what, other] of Object.entries({
    'one character less': tokenString.slice(0, -1),
    'one character more': `${tokenString}a`,
    'a character of standard base64': tokenString.replace('-', '+'),
    'a different prefix': tokenString.replace('apiv3_', 'apiv2_'),
    'a prefix in upper case': tokenString.replace('apiv3_', 'APIV3_'),
    'a space before it': ` ${tokenString}`,
    'a line break after it': `${tokenString}\n`,
    'the prefix alone': 'apiv3_',
    'an empty string': '',
  })) {
    it(`does not have the server format with ${what}`, () => {
      assert.equal(new Token(other).hasServerFormat, false);
    });
  }
});

describe('containsTokenString', () => {
  it('returns true for a token string, or most of one, anywhere in the text', () => {
    for (const text of [tokenString, `my ${tokenString} name`, `https://h/${tokenString}`, tokenString.slice(0, 22)]) {
      assert.ok(containsTokenString(text), text);
    }
  });

  it('returns false for text that only mentions a token', () => {
    for (const text of [
      '',
      'apiv3_',
      'apiv3_ci-writer',
      'apiv3_…',
      'apiv3_ and sixteen letters',
      tokenString.slice(6),
    ]) {
      assert.equal(containsTokenString(text), false, text);
    }
  });
});

describe('Token.matches', () => {
  it('accepts the 9 characters of its hash in a list', () => {
    assert.ok(token.matches(token.hash.slice(0, 9)));
  });

  it('accepts all 128 characters of its hash, as in lists of early releases', () => {
    assert.ok(token.matches(token.hash));
  });

  it('accepts any length in between', () => {
    assert.ok(token.matches(token.hash.slice(0, 64)));
  });

  it('rejects a hash whose last character differs', () => {
    const last = token.hash.at(-1) === '0' ? '1' : '0';
    assert.equal(token.matches(token.hash.slice(0, 127) + last), false);
    assert.equal(token.matches(token.hash.slice(0, 8) + (token.hash[8] === '0' ? '1' : '0')), false);
  });

  for (const [what, hash] of [
    ['an empty hash', ''],
    ['8 characters, which are too few', token.hash.slice(0, 8)],
    ['more characters than a hash has', `${token.hash}0`],
    ['characters from the middle', token.hash.slice(1, 10)],
  ] as const) {
    it(`rejects ${what}`, () => assert.equal(token.matches(hash), false));
  }
});
