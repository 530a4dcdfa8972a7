import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normaliseServerUrl } from '../../../src/core/serverUrl.ts';
import { UserError } from '../../../src/core/userError.ts';
import { anyText } from './anyText.ts';

function refusalOf(text: string): string {
  try {
    return `accepted as ${normaliseServerUrl(text)}`;
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
}

describe('A server URL comes out', () => {
  for (const [what, typed, url] of [
    ['as it is where it is plain', 'https://influx.example:8181', 'https://influx.example:8181'],
    ['with scheme and host in small letters', 'HTTPS://Influx.Example:8181', 'https://influx.example:8181'],
    ['with the path as it was written', 'https://h/Team/Influx', 'https://h/Team/Influx'],
    ['without a trailing slash', 'https://h:8181/', 'https://h:8181'],
    ['without several trailing slashes', 'https://h:8181///', 'https://h:8181'],
    ['with its path prefix, without its trailing slash', 'https://h/influx/prod/', 'https://h/influx/prod'],
    ['with double slashes inside the prefix', 'https://h/a//b', 'https://h/a//b'],
    ['with an encoded slash in the prefix', 'https://h/a%2Fb', 'https://h/a%2Fb'],
    ['with a colon before slashes in the prefix', 'https://h/a:///b', 'https://h/a:///b'],
    ['with dots in the prefix resolved', 'https://h/a/../b/./c', 'https://h/b/c'],
    ['with a bar in its prefix encoded, for bars part the keys of secrets', 'https://h/a|b', 'https://h/a%7Cb'],
    ['without https’s own port', 'https://h:443', 'https://h'],
    ['without http’s own port', 'http://h:80/', 'http://h'],
    ['with the other scheme’s port', 'https://h:80', 'https://h:80'],
    ['with an IPv6 host', 'http://[::1]:8181', 'http://[::1]:8181'],
    ['with an IPv6 host shortened', 'http://[0:0:0:0:0:0:0:1]', 'http://[::1]'],
    ['with an IPv6 host in small letters', 'https://[FE80::A]/x', 'https://[fe80::a]/x'],
    ['with a mapped IPv4 host as IPv6 writes it', 'http://[::ffff:127.0.0.1]', 'http://[::ffff:7f00:1]'],
    ['with a short IPv4 host in full', 'http://127.1:8181', 'http://127.0.0.1:8181'],
    ['with a hexadecimal IPv4 host in full', 'http://0x7f000001', 'http://127.0.0.1'],
    ['with a decimal IPv4 host in full', 'http://2130706433', 'http://127.0.0.1'],
    ['with the dot of a full name kept, which is another name to DNS', 'https://h.example.', 'https://h.example.'],
    ['with a host in another script as DNS has it', 'https://bücher.example', 'https://xn--bcher-kva.example'],
    ['without blanks around it', '  https://h:8181 \n', 'https://h:8181'],
  ] as const) {
    it(what, () => assert.equal(normaliseServerUrl(typed), url));
  }
});

describe('A server URL is refused', () => {
  for (const [what, typed, reason] of [
    ['when it is empty', '', /Give the server a URL/],
    ['when it is blank', ' \t', /Give the server a URL/],
    ['without a scheme', 'localhost:8181', /Begin the URL with http/],
    ['without a scheme, host alone', 'influx.example', /Begin the URL with http/],
    ['with something before its scheme', '(https://h)', /Begin the URL with http/],
    ['without a scheme, two slashes', '//localhost:8181', /Begin the URL with http/],
    ['with a single slash', 'https:/localhost', /Begin the URL with http/],
    ['with a scheme that only looks like one', 'javascript:alert(1)', /Begin the URL with http/],
    ['with another scheme', 'ftp://h', /http or https, not ftp/],
    ['with the scheme of files', 'file:///etc/passwd', /http or https, not file/],
    ['with a user name', 'https://me@h', /user name and password/],
    ['with a password', 'https://me:secret@h', /user name and password/],
    ['with a password alone', 'https://:secret@h', /user name and password/],
    ['with a host that is really a user name', 'http://127.0.0.1@evil.example', /user name and password/],
    ['with a token in its path', `https://h/apiv3_${'a'.repeat(86)}`, /There is a token in this URL/],
    ['with a token for a host', `https://apiv3_${'a'.repeat(50)}.example`, /There is a token in this URL/],
    ['with a query', 'https://h?db=x', /from the "\?" or "#" on/],
    ['with an empty query', 'https://h/?', /from the "\?" or "#" on/],
    ['with a fragment', 'https://h#x', /from the "\?" or "#" on/],
    ['with an empty fragment', 'https://h/#', /from the "\?" or "#" on/],
    ['with a space', 'https://h/a b', /spaces or line breaks/],
    ['with a line break', 'https://h/a\nb', /spaces or line breaks/],
    ['with a line break in the host, over which `URL` would read', 'https://good\n.example', /spaces or line breaks/],
    ['with a NUL', 'https://h/\0', /spaces or line breaks/],
    ['without a host', 'https://', /not a URL/],
    ['with a path in place of a host', 'https:///influx', /not a URL/],
    ['with a port beyond all ports', 'https://h:65536', /not a URL/],
    ['with a port that is none', 'https://h:port', /not a URL/],
    ['with half an IPv6 host', 'https://[::1', /not a URL/],
    ['with an IPv6 host without brackets', 'https://::1:8181', /not a URL/],
    ['with a backslash, which `URL` would take for a slash', 'https://good.example\\@evil.example', /not a URL/],
  ] as const) {
    it(what, () => assert.match(refusalOf(typed), reason));
  }

  it('without repeating the password that stood in it', () => {
    assert.ok(!refusalOf('https://me:hunter2@h').includes('hunter2'));
    assert.ok(!refusalOf('https://apiv3_abcdefghijkl@h').includes('abcdef'));
  });
});

describe('Whatever is typed as a server URL', () => {
  const text = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true, validSchemes: ['http', 'https', 'ftp'] }),
    fc.string(),
    anyText,
  );

  it('comes out without credentials, query, fragment or trailing slash, or is refused', () => {
    fc.assert(
      fc.property(text, (typed) => {
        let url: string;
        try {
          url = normaliseServerUrl(typed);
        } catch (error) {
          assert.ok(error instanceof UserError);
          return;
        }
        assert.match(url, /^https?:\/\/[^/?#@\\\s]+(\/[^?#\s]*)?$/);
        assert.ok(!url.endsWith('/'));
        assert.equal(normaliseServerUrl(url), url);
      }),
      { numRuns: 500 },
    );
  });
});
