import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normalizeServerUrl } from '../../../../src/core/server/serverUrl.ts';
import { UserError } from '../../../../src/core/errors.ts';
import { sentence } from '../../../support/sentences.ts';
import { anyText } from '../anyText.ts';

function errorMessageFor(text: string): string {
  try {
    return `accepted as ${normalizeServerUrl(text)}`;
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
}

describe('normalizeServerUrl', () => {
  for (const [what, input, expected] of [
    ['leaves a normalized URL unchanged', 'https://influx.example:8181', 'https://influx.example:8181'],
    ['converts scheme and host to lower case', 'HTTPS://Influx.Example:8181', 'https://influx.example:8181'],
    ['keeps the case of the path', 'https://h/Team/Influx', 'https://h/Team/Influx'],
    ['removes a trailing slash', 'https://h:8181/', 'https://h:8181'],
    ['removes several trailing slashes', 'https://h:8181///', 'https://h:8181'],
    ['removes the trailing slash of a path prefix', 'https://h/influx/prod/', 'https://h/influx/prod'],
    ['keeps double slashes in the path prefix', 'https://h/a//b', 'https://h/a//b'],
    ['keeps an encoded slash in the path prefix', 'https://h/a%2Fb', 'https://h/a%2Fb'],
    ['keeps a colon before slashes in the path prefix', 'https://h/a:///b', 'https://h/a:///b'],
    ['resolves dots in the path prefix', 'https://h/a/../b/./c', 'https://h/b/c'],
    ['encodes a bar in the path prefix, because keys of secrets use bars', 'https://h/a|b', 'https://h/a%7Cb'],
    ['removes the default port of https', 'https://h:443', 'https://h'],
    ['removes the default port of http', 'http://h:80/', 'http://h'],
    ['keeps the default port of the other scheme', 'https://h:80', 'https://h:80'],
    ['keeps an IPv6 host', 'http://[::1]:8181', 'http://[::1]:8181'],
    ['shortens an IPv6 host', 'http://[0:0:0:0:0:0:0:1]', 'http://[::1]'],
    ['converts an IPv6 host to lower case', 'https://[FE80::A]/x', 'https://[fe80::a]/x'],
    ['converts a mapped IPv4 host to IPv6 notation', 'http://[::ffff:127.0.0.1]', 'http://[::ffff:7f00:1]'],
    ['completes a short IPv4 host', 'http://127.1:8181', 'http://127.0.0.1:8181'],
    ['converts a hexadecimal IPv4 host', 'http://0x7f000001', 'http://127.0.0.1'],
    ['converts a decimal IPv4 host', 'http://2130706433', 'http://127.0.0.1'],
    ['keeps the final dot of a host name, because it matters to DNS', 'https://h.example.', 'https://h.example.'],
    ['converts an internationalized host to Punycode', 'https://bücher.example', 'https://xn--bcher-kva.example'],
    ['trims spaces and line breaks', '  https://h:8181 \n', 'https://h:8181'],
  ] as const) {
    it(what, () => assert.equal(normalizeServerUrl(input), expected));
  }

  for (const [what, input, key] of [
    ['an empty text', '', 'urlMissing'],
    ['a blank text', ' \t', 'urlMissing'],
    ['a URL without a scheme', 'localhost:8181', 'startUrlWithHttp'],
    ['a host name', 'influx.example', 'startUrlWithHttp'],
    ['text before the scheme', '(https://h)', 'startUrlWithHttp'],
    ['a URL that starts with two slashes', '//localhost:8181', 'startUrlWithHttp'],
    ['a single slash after the scheme', 'https:/localhost', 'startUrlWithHttp'],
    ['a scheme without slashes', 'javascript:alert(1)', 'startUrlWithHttp'],
    ['a user name', 'https://me@h', 'urlWithCredentials'],
    ['a user name and a password', 'https://me:secret@h', 'urlWithCredentials'],
    ['a password alone', 'https://:secret@h', 'urlWithCredentials'],
    ['a user name that looks like a host', 'http://127.0.0.1@evil.example', 'urlWithCredentials'],
    ['a token in the path', `https://h/apiv3_${'a'.repeat(86)}`, 'serverUrlWithToken'],
    ['a token as the host', `https://apiv3_${'a'.repeat(50)}.example`, 'serverUrlWithToken'],
    ['a query', 'https://h?db=x', 'urlWithQuery'],
    ['an empty query', 'https://h/?', 'urlWithQuery'],
    ['a fragment', 'https://h#x', 'urlWithQuery'],
    ['an empty fragment', 'https://h/#', 'urlWithQuery'],
    ['a space', 'https://h/a b', 'serverUrlWithSpaces'],
    ['a line break', 'https://h/a\nb', 'serverUrlWithSpaces'],
    ['a line break in the host, which `URL` would ignore', 'https://good\n.example', 'serverUrlWithSpaces'],
    ['a NUL', 'https://h/\0', 'serverUrlWithSpaces'],
    ['a URL without a host', 'https://', 'serverUrlInvalid'],
    ['a path in place of the host', 'https:///influx', 'serverUrlInvalid'],
    ['a port that is too large', 'https://h:65536', 'serverUrlInvalid'],
    ['a port that is not a number', 'https://h:port', 'serverUrlInvalid'],
    ['half an IPv6 host', 'https://[::1', 'serverUrlInvalid'],
    ['an IPv6 host without brackets', 'https://::1:8181', 'serverUrlInvalid'],
    ['a backslash, which `URL` would read as a slash', 'https://good.example\\@evil.example', 'serverUrlInvalid'],
  ] as const) {
    it(`rejects ${what}`, () => assert.equal(errorMessageFor(input), sentence(key)));
  }

  it('rejects other schemes', () => {
    assert.equal(errorMessageFor('ftp://h'), sentence('urlSchemeUnsupported', 'ftp'));
    assert.equal(errorMessageFor('file:///etc/passwd'), sentence('urlSchemeUnsupported', 'file'));
  });

  it('never repeats a password or token in its message', () => {
    assert.ok(!errorMessageFor('https://me:hunter2@h').includes('hunter2'));
    assert.ok(!errorMessageFor('https://apiv3_abcdefghijkl@h').includes('abcdef'));
  });
});

describe('normalizeServerUrl with any text', () => {
  const text = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true, validSchemes: ['http', 'https', 'ftp'] }),
    fc.string(),
    anyText,
  );

  it('returns a URL without credentials, query, fragment or trailing slash, or throws', () => {
    fc.assert(
      fc.property(text, (input) => {
        let url: string;
        try {
          url = normalizeServerUrl(input);
        } catch (error) {
          assert.ok(error instanceof UserError);
          return;
        }
        assert.match(url, /^https?:\/\/[^/?#@\\\s]+(\/[^?#\s]*)?$/);
        assert.ok(!url.endsWith('/'));
        assert.equal(normalizeServerUrl(url), url);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a URL over 2,000 characters, also one that is longer when it is normalized', () => {
    const withPath = (path: string) => `https://h/${path}`;
    assert.equal(normalizeServerUrl(withPath('a'.repeat(1990))).length, 2000);
    for (const path of ['a'.repeat(1991), '/'.repeat(100_000), 'é'.repeat(1000)]) {
      assert.equal(errorMessageFor(withPath(path)), sentence('urlTooLong', 2000));
    }
  });
});
