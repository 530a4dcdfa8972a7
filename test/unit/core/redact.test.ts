import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact } from '../../../src/core/redact.ts';

const letters = 'Zk3_w-Xq8RbT0vLpN5yHcJ1sGdFa7MeUi2oKxQ4nW9BhEzCl6tSrDgVjYmOfAuPI3_8Zk3_w-Xq8RbT0vLpN5y';
const string = `apiv3_${letters}`;

/** What is left of the secret in `text`: the longest piece of it, when it has six letters or more. */
function leftIn(text: string, secret: string): string {
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

describe('Redaction takes out', () => {
  it('a token string, and leaves the rest as it was', () => {
    assert.equal(redact(`POST with ${string}: 401`), 'POST with apiv3_…: 401');
  });

  it('every one of several', () => {
    assert.equal(redact(`${string},${string} ${string}`), 'apiv3_…,apiv3_… apiv3_…');
  });

  it('a token string in capitals or small letters, as a host name would have it', () => {
    for (const changed of [string.toUpperCase(), string.toLowerCase()]) {
      assert.equal(leftIn(redact(`https://${changed}.example`), changed.slice(6)), '');
    }
  });

  it('all of a string made offline, whatever signs it is made of', () => {
    for (const made of [
      'apiv3_abcdef.ghijklmn',
      'apiv3_abc+def/ghijkl==',
      'apiv3_abc~defghi:jklmno',
      'apiv3_!abcdefgh%20i',
    ]) {
      assert.equal(leftIn(redact(`it was ${made} there`), made.slice(6)), '', made);
      assert.match(redact(`it was ${made} there`), /there$/);
    }
  });

  it('a token string in base64, as a Kubernetes Secret holds it', () => {
    const encoded = Buffer.from(string).toString('base64');
    assert.equal(leftIn(redact(`token: ${encoded}\n`), encoded.slice(8)), '');
    assert.match(redact(`token: ${encoded}\nkind: Secret`), /^token: .*\nkind: Secret$/);
  });

  it('a token string in base64, and says so', () => {
    assert.equal(redact(`a ${Buffer.from(string).toString('base64')} b`), 'a apiv3_… (base64) b');
  });

  it('a token string in URL-safe base64', () => {
    const encoded = Buffer.from(string).toString('base64url');
    assert.equal(leftIn(redact(`?t=${encoded}`), encoded.slice(8)), '');
  });

  for (const [what, line, secret] of [
    ['a bearer', 'Authorization: Bearer s3cr3t-v2-token==', 's3cr3t-v2-token'],
    ['the Token scheme', 'Authorization: Token s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['Basic', 'Authorization: Basic dXNlcjpzM2NyM3Q=', 'dXNlcjpzM2NyM3Q'],
    ['a scheme of its own', 'Authorization: Custom s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['no scheme', 'Authorization: s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['capitals', 'AUTHORIZATION: BEARER s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['small letters', 'authorization:bearer s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['two spaces', 'authorization:  Bearer  s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['a proxy', 'Proxy-Authorization: Bearer s3cr3t-v2-token', 's3cr3t-v2-token'],
    ['JSON', '{"authorization":"Bearer s3cr3t-v2-token","a":1}', 's3cr3t-v2-token'],
    ['JSON in JSON', '{"x":"{\\"authorization\\":\\"Bearer s3cr3t-v2-token\\"}"}', 's3cr3t-v2-token'],
    ['an object that was inspected', "{ authorization: 'Bearer s3cr3t-v2-token' }", 's3cr3t-v2-token'],
    ['a quoted string', 'Authorization: Bearer "s3cr3t-v2-token"', 's3cr3t-v2-token'],
    ['a list of headers that was inspected', "[ 'authorization', 'Bearer s3cr3t-v2-token' ]", 's3cr3t-v2-token'],
    ['an assignment', 'authorization=s3cr3t-v2-token', 's3cr3t-v2-token'],
  ] as const) {
    it(`the value of an Authorization header with ${what}`, () => {
      assert.equal(leftIn(redact(line), secret), '');
    });
  }

  it('nothing from plain sentences', () => {
    for (const sentence of [
      'The server could not read the Authorization header. If a proxy stands in front of it, look there.',
      'Token strings begin with apiv3_ and are shown to nobody.',
      'GET https://localhost:8181/ping: 200, 3 ms',
      'authorization failed',
    ]) {
      assert.equal(redact(sentence), sentence);
    }
  });

  it('the same again changes nothing', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(string, 'Authorization: Bearer x', ''),
        fc.string(),
        (front, middle, back) => {
          const once = redact(front + middle + back);
          assert.equal(redact(once), once);
        },
      ),
    );
  });

  it('a token string wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (front, back) => {
        assert.equal(leftIn(redact(front + string + back), letters), '');
      }),
    );
  });
});
