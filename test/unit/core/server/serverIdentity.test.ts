import assert from 'node:assert/strict';
import {
  isLoopback,
  isSentInTheClear,
  normalizeServerUrl,
  serverIdentity,
} from '../../../../src/core/server/serverUrl.ts';

const thisMachine = [
  'http://localhost:8181',
  'https://LOCALHOST',
  'http://localhost.:8181',
  'http://influx.localhost',
  'http://127.0.0.1',
  'http://127.0.0.1.:8181',
  'http://127.1',
  'http://127.255.255.254',
  'http://0x7f000001',
  'http://2130706433',
  'http://0177.0.0.1',
  'http://[::1]:8181',
  'http://[0:0::1]',
  'http://[::ffff:127.0.0.1]',
  'http://[::ffff:7f01:203]',
  'http://0.0.0.0',
  'http://[::]',
];

const otherMachines = [
  'http://influx.example',
  'http://localhost.example',
  'http://notlocalhost',
  'http://127.0.0.1.nip.io',
  'http://128.0.0.1',
  'http://10.127.0.0',
  'http://12.70.0.1',
  'http://[::2]',
  'http://[fe80::1]',
  'http://[::ffff:10.0.0.1]',
  'http://[::ffff:8000:1]',
  'http://[2001:db8::ffff:7f00:1]',
  'http://local',
];

describe('isLoopback', () => {
  for (const url of thisMachine) {
    it(`returns true for ${url}`, () => assert.ok(isLoopback(normalizeServerUrl(url))));
  }

  for (const url of otherMachines) {
    it(`returns false for ${url}`, () => assert.equal(isLoopback(normalizeServerUrl(url)), false));
  }
});

describe('isSentInTheClear', () => {
  it('returns true for plain http to another machine only', () => {
    assert.ok(isSentInTheClear('http://influx.example'));
    assert.equal(isSentInTheClear('https://influx.example'), false);
    assert.equal(isSentInTheClear('http://localhost:8181'), false);
    assert.equal(isSentInTheClear('http://127.0.0.1'), false);
    assert.equal(isSentInTheClear('http://[::1]:8181'), false);
  });

  it('returns true for loopback names that may be resolved through DNS', () => {
    for (const url of ['http://influx.localhost:8181', 'http://localhost.:8181', 'http://influx.localhost.']) {
      assert.ok(isLoopback(url), url);
      assert.ok(isSentInTheClear(url), url);
    }
  });
});

describe('serverIdentity', () => {
  it('is the URL', () => {
    assert.equal(serverIdentity('https://influx.example/x', 'id-1'), 'https://influx.example/x');
  });

  it('differs between machines for a loopback URL', () => {
    const url = 'http://localhost:8181';
    assert.notEqual(serverIdentity(url, 'id-1'), serverIdentity(url, 'id-2'));
    assert.notEqual(serverIdentity(url, 'id-1'), url);
  });

  it('is the same for all spellings of the URL', () => {
    const typed = ['https://H.example:443/x/', 'HTTPS://h.example/x', ' https://h.EXAMPLE/x// '];
    assert.equal(new Set(typed.map((text) => serverIdentity(normalizeServerUrl(text), 'id'))).size, 1);
  });

  it('differs with scheme, host, port and path prefix', () => {
    const urls = ['http://h', 'https://h', 'https://i', 'https://h:444', 'https://h/x', 'https://h/X', 'https://h/x/y'];
    assert.equal(new Set(urls.map((url) => serverIdentity(normalizeServerUrl(url), 'id'))).size, urls.length);
  });

  it('of a loopback URL is not a valid URL itself', () => {
    const own = serverIdentity('http://localhost:8181', 'machine');
    assert.throws(() => normalizeServerUrl(own));
    assert.throws(() => normalizeServerUrl(`http://${own}`));
  });
});
