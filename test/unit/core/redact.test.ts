import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact } from '../../../src/core/redact.ts';

const random = 'Zk3_w-Xq8RbT0vLpN5yHcJ1sGdFa7MeUi2oKxQ4nW9BhEzCl6tSrDgVjYmOfAuPI3_8Zk3_w-Xq8RbT0vLpN5y';
const tokenString = `apiv3_${random}`;

/** Returns the longest piece of the secret in the text, or '' if it has fewer than six characters. */
function leakIn(text: string, secret: string): string {
  for (let length = secret.length; length >= 6; length -= 1) {
    for (let start = 0; start + length <= secret.length; start += 1) {
      const piece = secret.slice(start, start + length);
      if (text.includes(piece)) {
        return piece;
      }
    }
  }
  return '';
}

describe('redact', () => {
  it('removes a token string, and leaves the rest unchanged', () => {
    assert.equal(redact(`POST with ${tokenString}: 401`), 'POST with apiv3_…: 401');
  });

  it('removes several token strings', () => {
    assert.equal(redact(`${tokenString},${tokenString} ${tokenString}`), 'apiv3_…,apiv3_… apiv3_…');
  });

  it('removes a token string in upper or lower case, as in a host name', () => {
    for (const changed of [tokenString.toUpperCase(), tokenString.toLowerCase()]) {
      assert.equal(leakIn(redact(`https://${changed}.example`), changed.slice(6)), '');
    }
  });

  it('removes a token that was encoded in base64 twice, after any number of bytes', () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    for (const before of ['', 'a', 'ab']) {
      for (const outerBefore of ['', 'a', 'ab']) {
        const encoded = base64(outerBefore + base64(before + tokenString));
        const [, rest] = /^(.{0,8})apiv3_… \(base64\) end$/.exec(redact(`${encoded} end`)) ?? [];
        assert.ok(rest !== undefined && encoded.startsWith(rest), redact(encoded));
      }
    }
  });

  it('removes tokens created offline, whatever characters they contain', () => {
    for (const offline of [
      'apiv3_abcdef.ghijklmn',
      'apiv3_abc+def/ghijkl==',
      'apiv3_abc~defghi:jklmno',
      'apiv3_!abcdefgh%20i',
    ]) {
      assert.equal(leakIn(redact(`it was ${offline} there`), offline.slice(6)), '', offline);
      assert.match(redact(`it was ${offline} there`), /there$/);
    }
  });

  it('removes a token string whose underscores are escaped', () => {
    for (const underscore of ['\\_', '%5F', '%255f', '\\u005f', '&#95;', '=5F']) {
      const written = tokenString.replaceAll('_', underscore);
      assert.equal(leakIn(redact(`it was ${written} there`), written.slice(6 + underscore.length)), '', written);
    }
  });

  it('removes a token string in base64, as in a Kubernetes Secret', () => {
    const encoded = Buffer.from(tokenString).toString('base64');
    assert.equal(leakIn(redact(`token: ${encoded}\n`), encoded.slice(8)), '');
    assert.match(redact(`token: ${encoded}\nkind: Secret`), /^token: .*\nkind: Secret$/);
  });

  it('removes a token string in base64 of other text', () => {
    for (const before of ['a', 'ab', 'abc', 'any:']) {
      const encoded = Buffer.from(`${before}${tokenString}`).toString('base64');
      assert.equal(leakIn(redact(`Basic ${encoded}`), encoded.slice(encoded.length % 4 || 16)), '', before);
    }
  });

  it('removes a token string with escaped slashes', () => {
    assert.equal(leakIn(redact('{"token":"apiv3_abcdefgh\\/ijklmnop\\u002bqrstuvwx"}'), 'ijklmnop'), '');
    assert.equal(leakIn(redact('{"token":"apiv3_abcdefgh\\/ijklmnop\\u002bqrstuvwx"}'), 'qrstuvwx'), '');
  });

  it('marks a removed token string in base64', () => {
    assert.equal(redact(`a ${Buffer.from(tokenString).toString('base64')} b`), 'a apiv3_… (base64) b');
  });

  it('removes a token string in URL-safe base64', () => {
    const encoded = Buffer.from(tokenString).toString('base64url');
    assert.equal(leakIn(redact(`?t=${encoded}`), encoded.slice(8)), '');
  });

  for (const [what, line, secret] of [
    ['a Bearer scheme', 'Authorization: Bearer s3cr3t-v2-token==', 's3cr3t-v2-token'],
    ['a Token scheme', 'Authorization: Token s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['a Basic scheme', 'Authorization: Basic dXNlcjpzM2NyM3Q=', 'dXNlcjpzM2NyM3Q'],
    ['a custom scheme', 'Authorization: Custom s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['no scheme', 'Authorization: s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['upper case', 'AUTHORIZATION: BEARER s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['lower case', 'authorization:bearer s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['two spaces', 'authorization:  Bearer  s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['a proxy', 'Proxy-Authorization: Bearer s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['JSON', '{"authorization":"Bearer s3cr3t-v2-token","a":1}', 's3cr3t-v2-token'],
    ['JSON in JSON', '{"x":"{\\"authorization\\":\\"Bearer s3cr3t-v2-token\\"}"}', 's3cr3t-v2-token'],
    ['an inspected object', "{ authorization: 'Bearer s3cr3t-v2-token' }", 's3cr3t-v2-token'],
    ['a quoted string', 'Authorization: Bearer "s3cr3t-v2-token"', 's3cr3t-v2-token'],
    ['an inspected list of headers', "[ 'authorization', 'Bearer s3cr3t-v2-token' ]", 's3cr3t-v2-token'],
    ['an assignment', 'authorization=s3cr3t-v2-token', 's3cr3t-v2-token'],
  ] as const) {
    it(`removes the value of an Authorization header with ${what}`, () => {
      assert.equal(leakIn(redact(line), secret), '');
    });
  }

  it('leaves plain sentences unchanged', () => {
    for (const sentence of [
      'The server could not read the Authorization header. If it is behind a proxy, check the proxy.',
      'Token strings start with apiv3_ and are never shown.',
      'GET https://localhost:8181/ping: 200, 3 ms',
      'authorization failed',
    ]) {
      assert.equal(redact(sentence), sentence);
    }
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(tokenString, 'Authorization: Bearer x', ''),
        fc.string(),
        (front, middle, back) => {
          const once = redact(front + middle + back);
          assert.equal(redact(once), once);
        },
      ),
    );
  });

  it('removes a token string anywhere in a text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (front, back) => {
        assert.equal(leakIn(redact(front + tokenString + back), random), '');
      }),
    );
  });
});
