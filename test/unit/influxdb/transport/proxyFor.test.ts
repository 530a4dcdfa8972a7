import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ProxySettings } from '../../../../src/core/server/networkSettings.ts';
import { UserError } from '../../../../src/core/errors.ts';
import { proxyFor } from '../../../../src/influxdb/transport/proxy.ts';

const secure = 'https://influx.example:8181';
const plain = 'http://influx.example:8181';

function settings(overrides: Partial<ProxySettings> = {}): ProxySettings {
  return {
    proxySupport: 'override',
    proxy: '',
    noProxy: [],
    proxyStrictSSL: true,
    proxyAuthorization: null,
    environment: {},
    ...overrides,
  };
}

const proxyUrlFor = (url: string, overrides: Partial<ProxySettings>) => proxyFor(url, settings(overrides))?.url;
const proxy = 'http://proxy.example:3128';

describe('proxyFor', () => {
  it('returns none when nothing defines a proxy', () => {
    for (const url of [secure, plain]) {
      assert.equal(proxyUrlFor(url, {}), undefined);
      assert.equal(proxyUrlFor(url, { proxy: undefined, noProxy: undefined, proxySupport: undefined }), undefined);
      assert.equal(proxyUrlFor(url, { proxy: ' ', environment: { HTTPS_PROXY: '', http_proxy: ' ' } }), undefined);
    }
  });

  it('prefers the setting to the variables', () => {
    const environment = { HTTPS_PROXY: 'http://other.example', http_proxy: 'http://other.example' };
    for (const url of [secure, plain]) {
      assert.equal(proxyUrlFor(url, { proxy: ` ${proxy}/ `, environment }), proxy);
    }
  });

  for (const proxySupport of ['on', 'fallback', 'override']) {
    it(`returns the proxy when "http.proxySupport" is ${proxySupport}`, () => {
      assert.equal(proxyUrlFor(secure, { proxy, proxySupport }), proxy);
    });
  }

  it('returns none when "http.proxySupport" is off', () => {
    assert.equal(proxyUrlFor(secure, { proxy, proxySupport: 'off', environment: { HTTPS_PROXY: proxy } }), undefined);
  });

  it('reads the variables in order, lower case first, and skips empty ones', () => {
    const httpsOrder = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];
    const plainHttpOrder = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
    for (const [url, order] of [
      [secure, httpsOrder],
      [plain, plainHttpOrder],
    ] as const) {
      for (const [index, first] of order.entries()) {
        const named = order.map((name, at) => [name, at < index ? '' : `http://${name.replace('_', '-')}.example`]);
        const found = proxyFor(url, settings({ environment: Object.fromEntries(named) as Record<string, string> }));
        assert.equal(found?.definedIn, first);
        assert.equal(found.url, `http://${first.replace('_', '-').toLowerCase()}.example`);
      }
    }
  });

  it('accepts a variable with host and port but no scheme', () => {
    assert.equal(proxyUrlFor(secure, { environment: { https_proxy: 'proxy.example:3128' } }), proxy);
  });

  it('returns none for this machine', () => {
    for (const host of ['localhost', 'db.localhost', '127.0.0.1', '127.8.9.1', '[::1]', '[::ffff:7f00:1]']) {
      for (const scheme of ['http', 'https']) {
        assert.equal(
          proxyUrlFor(`${scheme}://${host}:8181`, { proxy, environment: { HTTPS_PROXY: proxy } }),
          undefined,
        );
      }
    }
  });

  it('verifies the certificate unless "http.proxyStrictSSL" is false', () => {
    const verifies = (proxyStrictSSL: unknown) =>
      proxyFor(secure, settings({ proxy, proxyStrictSSL }))?.verifyCertificate;
    assert.deepEqual([true, undefined, 'no', 0, false].map(verifies), [true, true, true, true, false]);
  });
});

describe('proxyFor: exempt hosts', () => {
  const isExempt = (entry: string, url: string) => proxyUrlFor(url, { proxy, noProxy: [entry] }) === undefined;
  const cases: readonly (readonly [entry: string, yes: readonly string[], no: readonly string[]])[] = [
    ['*', ['https://influx.example', 'http://10.1.2.3', 'https://[2001:db8::1]'], []],
    [
      'influx.example',
      ['https://influx.example', 'https://INFLUX.example:1', 'http://a.influx.example'],
      ['https://notinflux.example', 'https://influx.example.org'],
    ],
    ['.example', ['https://influx.example', 'http://a.b.example'], ['https://influx.examples']],
    ['*.example', ['https://influx.example', 'http://a.b.example'], ['https://influx.examples']],
    [' Influx.Example ', ['https://influx.example.'], []],
    ['influx.example:8181', ['https://influx.example:8181'], ['https://influx.example', 'https://influx.example:81']],
    ['influx.example:443', ['https://influx.example'], ['http://influx.example']],
    ['influx.example:80', ['http://influx.example'], ['https://influx.example']],
    ['10.1.2.3', ['http://10.1.2.3:8181', 'http://[::ffff:10.1.2.3]'], ['http://10.1.2.30', 'http://110.1.2.3']],
    ['10.1.2.3:8181', ['http://10.1.2.3:8181'], ['http://10.1.2.3']],
    ['10.0.0.0/8', ['http://10.255.2.3:8181'], ['http://11.0.0.1', 'http://10.example']],
    ['10.0.0.0/33', [], ['http://10.0.0.1']],
    ['10.0.0.0/x', [], ['http://10.0.0.1']],
    ['2001:db8::1', ['https://[2001:db8::1]:8181'], ['https://[2001:db8::2]']],
    ['[2001:DB8:0::1]', ['https://[2001:db8::1]'], ['https://[2001:db8::2]']],
    ['[2001:db8::1]:8181', ['https://[2001:db8::1]:8181'], ['https://[2001:db8::1]']],
    ['2001:db8::/32', ['https://[2001:db8:9::1]'], ['https://[2001:db9::1]', 'http://10.0.0.1']],
    ['', [], ['https://influx.example']],
    ['.', [], ['https://influx.example']],
    ['*.', [], ['https://influx.example']],
    [':', [], ['https://influx.example']],
  ];
  for (const [entry, exempt, notExempt] of cases) {
    it(`matches the entry ${JSON.stringify(entry)}`, () => {
      for (const url of exempt) {
        assert.ok(isExempt(entry, url), url);
        assert.equal(proxyUrlFor(url, { proxy, environment: { NO_PROXY: `x.test, ${entry}` } }), undefined, url);
      }
      for (const url of notExempt) {
        assert.ok(!isExempt(entry, url), url);
      }
    });
  }

  it('reads the variables only when the setting is empty', () => {
    const environment = { NO_PROXY: 'influx.example' };
    assert.equal(proxyUrlFor(secure, { proxy, environment }), undefined);
    assert.equal(proxyUrlFor(secure, { proxy, environment, noProxy: ['other.example'] }), proxy);
    assert.equal(proxyUrlFor(secure, { proxy, environment: { no_proxy: 'other.example', ...environment } }), proxy);
  });
});

describe('proxyFor: credentials', () => {
  const authorizationFor = (overrides: Partial<ProxySettings>) =>
    proxyFor(secure, settings(overrides))?.authorization?.();
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  it('come from the URL or from the setting', () => {
    assert.equal(authorizationFor({ proxy }), undefined);
    assert.equal(authorizationFor({ proxy: 'http://me:s%40cret%C3%A9@proxy.example' }), basic('me:s@creté'));
    assert.equal(authorizationFor({ proxy: 'http://me@proxy.example' }), basic('me:'));
    assert.equal(authorizationFor({ proxy, proxyAuthorization: 'Negotiate abc=' }), 'Negotiate abc=');
    assert.equal(authorizationFor({ environment: { HTTPS_PROXY: 'me:it@proxy.example' } }), basic('me:it'));
  });

  it('come from the URL if both have them', () => {
    assert.equal(
      authorizationFor({ proxy: 'http://me:it@proxy.example', proxyAuthorization: 'Basic x' }),
      basic('me:it'),
    );
  });

  it('are never printed', () => {
    const found = proxyFor(
      secure,
      settings({ proxy: 'http://me:secret@proxy.example', proxyAuthorization: 'Basic Zm9v' }),
    );
    assert.doesNotMatch(inspect(found, { showHidden: true, depth: 9 }) + JSON.stringify(found), /secret|Zm9v|bWU6/);
  });
});

describe('proxyFor: invalid settings', () => {
  const cases: readonly (readonly [Partial<ProxySettings>, RegExp])[] = [
    [{ proxy: 'proxy.example:3128' }, /"http\.proxy"/],
    [{ proxy: 'ftp://me:secret@proxy.example' }, /"http\.proxy"/],
    [{ proxy: 'http://me:secret@' }, /"http\.proxy"/],
    [{ proxy: 'http:///secret' }, /"http\.proxy"/],
    [{ proxy: 'http://pro xy:secret' }, /"http\.proxy"/],
    [{ proxy: 'http://proxy.example:secret' }, /"http\.proxy"/],
    [{ proxy: 'http://me:secret%ZZ@proxy.example' }, /"http\.proxy"/],
    [{ proxy: 42 }, /"http\.proxy"/],
    [{ proxy: ['secret'] }, /"http\.proxy"/],
    [{ environment: { ALL_PROXY: 'gopher://secret' } }, /"ALL_PROXY"/],
    [{ proxy: 'socks5://me:secret@proxy.example' }, /"http\.proxy".*SOCKS.*http\.noProxy/],
    [{ environment: { all_proxy: 'socks5h://me:secret@proxy.example' } }, /"all_proxy".*SOCKS/],
    [{ proxy, noProxy: 'secret' }, /"http\.noProxy"/],
    [{ proxy, noProxy: [1] }, /"http\.noProxy"/],
    [{ proxy, proxyAuthorization: 'Basic secret\r\nx: y' }, /"http\.proxyAuthorization"/],
    [{ proxy, proxyAuthorization: { secret: 1 } }, /"http\.proxyAuthorization"/],
  ];
  for (const [overrides, message] of cases) {
    const [invalid = []] = Object.entries(overrides).slice(-1);
    it(`throws without showing ${invalid[0]}: ${inspect(invalid[1])}`, () => {
      assert.throws(
        () => proxyFor(secure, settings(overrides)),
        (error) => error instanceof UserError && message.test(error.message) && !inspect(error).includes('secret'),
      );
      assert.equal(proxyUrlFor('https://localhost:8181', overrides), undefined, 'a local server needs no proxy');
      assert.equal(proxyUrlFor(secure, { ...overrides, proxySupport: 'off' }), undefined);
    });
  }
});
