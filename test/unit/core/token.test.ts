import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { holdsTokenString, Token } from '../../../src/core/token.ts';

const string = `apiv3_${'aB3_-'.repeat(17)}z`;
const token = new Token(string);

describe('A token string', () => {
  it('has the SHA-512 of all of it, prefix included, as its hash', () => {
    assert.equal(token.hash, createHash('sha512').update(string).digest('hex'));
    assert.match(token.hash, /^[0-9a-f]{128}$/);
  });

  it('looks made by a server with 86 letters of URL-safe base64 behind the prefix', () => {
    assert.ok(token.looksMadeByServer);
  });

  for (const [what, other] of Object.entries({
    'one letter less': string.slice(0, -1),
    'one letter more': `${string}a`,
    'a letter of the other base64': string.replace('-', '+'),
    'another prefix': string.replace('apiv3_', 'apiv2_'),
    'a prefix in capitals': string.replace('apiv3_', 'APIV3_'),
    'something in front': ` ${string}`,
    'a line end behind': `${string}\n`,
    'the prefix alone': 'apiv3_',
    'nothing at all': '',
  })) {
    it(`does not look made by a server with ${what}`, () => {
      assert.equal(new Token(other).looksMadeByServer, false);
    });
  }
});

describe('A text that is meant to be something else', () => {
  it('is told to hold a token string wherever that stands, whole or in most of it', () => {
    for (const text of [string, `my ${string} name`, `https://h/${string}`, string.slice(0, 22)]) {
      assert.ok(holdsTokenString(text), text);
    }
  });

  it('is not, where it only speaks of one', () => {
    for (const text of ['', 'apiv3_', 'apiv3_ci-writer', 'apiv3_…', 'apiv3_ and sixteen letters', string.slice(6)]) {
      assert.equal(holdsTokenString(text), false, text);
    }
  });
});

describe('Finding a token in a list', () => {
  it('goes by the nine letters of the hash that a list gives', () => {
    assert.ok(token.matches(token.hash.slice(0, 9)));
  });

  it('goes by all 128 where an early release gives them', () => {
    assert.ok(token.matches(token.hash));
  });

  it('goes by whatever length comes in between', () => {
    assert.ok(token.matches(token.hash.slice(0, 64)));
  });

  it('does not take a hash of which the last letter differs', () => {
    const last = token.hash.at(-1) === '0' ? '1' : '0';
    assert.equal(token.matches(token.hash.slice(0, 127) + last), false);
    assert.equal(token.matches(token.hash.slice(0, 8) + (token.hash[8] === '0' ? '1' : '0')), false);
  });

  for (const [what, hash] of [
    ['an empty hash', ''],
    ['eight letters, which are too few', token.hash.slice(0, 8)],
    ['more letters than a hash has', `${token.hash}0`],
    ['letters from the middle', token.hash.slice(1, 10)],
  ] as const) {
    it(`does not take ${what}`, () => assert.equal(token.matches(hash), false));
  }
});
