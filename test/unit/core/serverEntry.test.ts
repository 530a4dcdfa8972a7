import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { joinServerLists, type BrokenEntry, type Server, type ServerListSource } from '../../../src/core/server.ts';

type From = ServerListSource['from'];
const folders = { person: undefined, workspace: '/home/ada/project' };

function decode(item: unknown, from: From = 'person', folder: string | undefined = folders[from]) {
  const [only, ...others] = joinServerLists([{ from, value: [item], folder }]);
  assert.ok(only !== undefined && others.length === 0);
  return only;
}

function server(item: object, from?: From, folder?: string): Server {
  const decoded = decode({ name: 'n', url: 'https://h', ...item }, from, folder);
  assert.equal(decoded.kind, 'server');
  return decoded;
}

function broken(item: unknown, from?: From): BrokenEntry {
  const decoded = decode(item, from);
  assert.equal(decoded.kind, 'broken');
  return decoded;
}

describe('An entry of a list', () => {
  it('needs a name and a URL only', () => {
    assert.deepEqual(decode({ name: 'Local', url: 'http://localhost:8181/' }), {
      kind: 'server',
      name: 'Local',
      url: 'http://localhost:8181',
      caFile: undefined,
      verifyCertificate: true,
      from: 'person',
    });
  });

  it('may have more in it than is known', () => assert.equal(server({ token: 'x', since: 1 }).name, 'n'));
  it('has its name without blanks around it', () => assert.equal(server({ name: ' prod ' }).name, 'prod'));
  it('has a name of 100 characters, emoji too', () => {
    assert.equal(server({ name: 'x'.repeat(100) }).name.length, 100);
    assert.equal([...server({ name: '😀'.repeat(100) }).name].length, 100);
  });

  it('is told to come from a workspace where it does', () => assert.equal(server({}, 'workspace').from, 'workspace'));

  for (const [what, item, problem] of [
    ['no object', 'https://h', /must be an object/],
    ['null', null, /must be an object/],
    ['a number', 7, /must be an object/],
    ['a list', ['n', 'https://h'], /"name" must be/],
    ['without a name', { url: 'https://h' }, /"name" must be/],
    ['with an empty name', { name: '', url: 'https://h' }, /"name" must be/],
    ['with a blank name', { name: ' \t', url: 'https://h' }, /"name" must be/],
    ['with a name of 101 characters', { name: 'x'.repeat(101), url: 'https://h' }, /"name" must be/],
    ['with a name of several lines', { name: 'a\nb', url: 'https://h' }, /"name" must be/],
    ['with a line separator in its name', { name: 'a\u2028b', url: 'https://h' }, /"name" must be/],
    ['with a name that would reverse the URL behind it', { name: 'prod\u202e', url: 'https://h' }, /"name" must be/],
    ['with a token for a name', { name: `apiv3_${'a'.repeat(86)}`, url: 'https://h' }, /"name" must be/],
    ['with a number for a name', { name: 1, url: 'https://h' }, /"name" must be/],
    ['without a URL', { name: 'n' }, /"url" must be/],
    ['with a list for a URL', { name: 'n', url: ['https://h'] }, /"url" must be/],
    ['with a URL without scheme', { name: 'n', url: 'h:8181' }, /Begin the URL with http/],
    ['with credentials in its URL', { name: 'n', url: 'https://a:b@h' }, /user name and password/],
    ['with a query in its URL', { name: 'n', url: 'https://h?x' }, /from the "\?" or "#" on/],
    ['with an empty certificate file', { name: 'n', url: 'https://h', caFile: '' }, /"caFile" must be/],
    ['with null for a certificate file', { name: 'n', url: 'https://h', caFile: null }, /"caFile" must be/],
    [
      'with a text for verification',
      { name: 'n', url: 'https://h', verifyCertificate: 'false' },
      /"verifyCertificate" must be/,
    ],
    [
      'with null for verification',
      { name: 'n', url: 'https://h', verifyCertificate: null },
      /"verifyCertificate" must be/,
    ],
  ] as const) {
    it(`is broken ${what}, and told why`, () => assert.match(broken(item).problem, problem));
  }

  it('is shown by its name where it is broken and has one', () => {
    assert.equal(broken({ name: 'prod', url: 'h' }).name, 'prod');
    assert.ok(broken({ name: 'x'.repeat(300), url: 'https://h' }).name.length < 100);
    assert.equal(broken({ name: 'a\nb\u202e', url: 'https://h' }).name, 'a⏎b⟨202E⟩');
  });

  it('is shown by its place where it is broken and has no name to see', () => {
    for (const name of [undefined, '', ' \n', 7]) {
      assert.equal(broken({ name, url: 'h' }).name, 'Entry 1');
    }
  });

  it('never shows a password or token that stood in it', () => {
    const { problem } = broken({ name: 'n', url: 'https://me:hunter2@apiv3_abcdefghijklm' });
    assert.ok(!/hunter2|abcdef/.test(problem));
  });
});

describe('Verification of certificates', () => {
  it('can be switched off by the person', () => {
    assert.equal(server({ verifyCertificate: false }).verifyCertificate, false);
  });

  it('cannot be switched off by a workspace', () => {
    assert.equal(server({ verifyCertificate: false }, 'workspace').verifyCertificate, true);
  });

  it('is on where nothing or yes is said', () => {
    assert.equal(server({}).verifyCertificate, true);
    assert.equal(server({ verifyCertificate: true }, 'workspace').verifyCertificate, true);
  });
});

describe('The certificate file', () => {
  const inHome = join(homedir(), 'influx', 'ca.pem');

  it('of the person is absolute', () => assert.equal(server({ caFile: '/etc/ca.pem' }).caFile, '/etc/ca.pem'));
  it('of the person may begin at home', () => assert.equal(server({ caFile: '~/influx/ca.pem' }).caFile, inHome));

  for (const caFile of ['ca.pem', './ca.pem', '../ca.pem', '~', '~other/ca.pem', ' /etc/ca.pem']) {
    it(`of the person cannot be relative: ${caFile}`, () => {
      assert.match(broken({ name: 'n', url: 'https://h', caFile }).problem, /absolute path/);
    });
  }

  it('of the person may begin at home as Windows writes it', () => {
    assert.equal(server({ caFile: '~\\ca.pem' }).caFile, join(homedir(), 'ca.pem'));
  });

  it('of the person may be on a network share', () => {
    assert.equal(server({ caFile: '//nas/ca.pem' }).caFile, '//nas/ca.pem');
  });

  it('of a workspace may have two slashes within', () => {
    assert.equal(server({ caFile: '/etc//ca.pem' }, 'workspace').caFile, '/etc//ca.pem');
  });

  it('of a workspace is relative to its folder', () => {
    assert.equal(server({ caFile: 'certs/ca.pem' }, 'workspace').caFile, '/home/ada/project/certs/ca.pem');
    assert.equal(server({ caFile: '../ca.pem' }, 'workspace').caFile, '/home/ada/ca.pem');
  });

  it('of a workspace cannot be on a network share, whose host Windows would sign in to', () => {
    for (const caFile of ['\\\\evil\\share\\ca.pem', '//evil/share/ca.pem', '\\/evil/ca.pem']) {
      assert.match(broken({ name: 'n', url: 'https://h', caFile }, 'workspace').problem, /network share/);
    }
  });

  it('of a workspace without a folder cannot be relative', () => {
    const [entry] = joinServerLists([
      { from: 'workspace', value: [{ name: 'n', url: 'https://h', caFile: 'ca.pem' }], folder: undefined },
    ]);
    assert.equal(entry?.kind, 'broken');
  });
});
