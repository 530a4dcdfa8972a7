import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { combineServerLists, type ServerListSource } from '../../../../src/core/server/serverList.ts';
import type { BrokenEntry, Server } from '../../../../src/core/server/server.ts';
import { sentence } from '../../../support/sentences.ts';

type Scope = ServerListSource['scope'];
const folders = { user: undefined, workspace: '/home/ada/project' };

function decode(item: unknown, scope: Scope = 'user', folder: string | undefined = folders[scope]) {
  const [only, ...others] = combineServerLists([{ scope, value: [item], folder }]);
  assert.ok(only !== undefined && others.length === 0);
  return only;
}

function server(item: object, scope?: Scope, folder?: string): Server {
  const decoded = decode({ name: 'n', url: 'https://h', ...item }, scope, folder);
  assert.equal(decoded.kind, 'server');
  return decoded;
}

function broken(item: unknown, scope?: Scope): BrokenEntry {
  const decoded = decode(item, scope);
  assert.equal(decoded.kind, 'broken');
  return decoded;
}

const badName = sentence('serverEntryName', 100);
const badUrl = sentence('serverEntryUrl');
const badCaFile = sentence('serverEntryCaFile');
const badVerification = sentence('serverEntryFlag', 'verifyCertificate');
const notAnObject = sentence('entryNotObject');

describe('combineServerLists with one entry', () => {
  it('needs only a name and a URL', () => {
    assert.deepEqual(decode({ name: 'Local', url: 'http://localhost:8181/' }), {
      kind: 'server',
      name: 'Local',
      url: 'http://localhost:8181',
      caFile: undefined,
      verifyCertificate: true,
      scope: 'user',
      isProduction: false,
      isReadOnly: false,
    } satisfies Server);
  });

  it('ignores unknown properties', () => assert.equal(server({ token: 'x', since: 1 }).name, 'n'));
  it('trims the name', () => assert.equal(server({ name: ' prod ' }).name, 'prod'));
  it('accepts a name of 100 characters, even of emoji', () => {
    assert.equal(server({ name: 'x'.repeat(100) }).name.length, 100);
    assert.equal([...server({ name: '😀'.repeat(100) }).name].length, 100);
  });

  it('marks an entry from a workspace', () => assert.equal(server({}, 'workspace').scope, 'workspace'));

  for (const [what, item, problem] of [
    ['a string', 'https://h', notAnObject],
    ['null', null, notAnObject],
    ['a number', 7, notAnObject],
    ['a list', ['n', 'https://h'], badName],
    ['an entry without a name', { url: 'https://h' }, badName],
    ['an empty name', { name: '', url: 'https://h' }, badName],
    ['a blank name', { name: ' \t', url: 'https://h' }, badName],
    ['a name of 101 characters', { name: 'x'.repeat(101), url: 'https://h' }, badName],
    ['a name of several lines', { name: 'a\nb', url: 'https://h' }, badName],
    ['a line separator in the name', { name: 'a\u2028b', url: 'https://h' }, badName],
    ['a name that would reverse the URL after it', { name: 'prod\u202e', url: 'https://h' }, badName],
    ['a token as the name', { name: `apiv3_${'a'.repeat(86)}`, url: 'https://h' }, badName],
    ['a number as the name', { name: 1, url: 'https://h' }, badName],
    ['an entry without a URL', { name: 'n' }, badUrl],
    ['a list as the URL', { name: 'n', url: ['https://h'] }, badUrl],
    ['a URL without a scheme', { name: 'n', url: 'h:8181' }, sentence('startUrlWithHttp')],
    ['credentials in the URL', { name: 'n', url: 'https://a:b@h' }, sentence('urlWithCredentials')],
    ['a query in the URL', { name: 'n', url: 'https://h?x' }, sentence('urlWithQuery')],
    ['an empty certificate file', { name: 'n', url: 'https://h', caFile: '' }, badCaFile],
    ['null as the certificate file', { name: 'n', url: 'https://h', caFile: null }, badCaFile],
    ['a string for verification', { name: 'n', url: 'https://h', verifyCertificate: 'false' }, badVerification],
    ['null for verification', { name: 'n', url: 'https://h', verifyCertificate: null }, badVerification],
    [
      'a string for production',
      { name: 'n', url: 'https://h', production: 'yes' },
      sentence('serverEntryFlag', 'production'),
    ],
    ['a number for readOnly', { name: 'n', url: 'https://h', readOnly: 1 }, sentence('serverEntryFlag', 'readOnly')],
  ] as const) {
    it(`returns a broken entry with the problem for ${what}`, () => assert.equal(broken(item).problem, problem));
  }

  it('shows the name of a broken entry, if it has one', () => {
    assert.equal(broken({ name: 'prod', url: 'h' }).name, 'prod');
    assert.ok(broken({ name: 'x'.repeat(300), url: 'https://h' }).name.length < 100);
    assert.equal(broken({ name: 'a\nb\u202e', url: 'https://h' }).name, 'a⏎b⟨202E⟩');
  });

  it('shows the number of a broken entry without a visible name', () => {
    for (const name of [undefined, '', ' \n', 7]) {
      assert.equal(broken({ name, url: 'h' }).name, sentence('unnamedEntry', 1));
    }
  });

  it('never shows a password or token of a broken entry', () => {
    const { problem } = broken({ name: 'n', url: 'https://me:hunter2@apiv3_abcdefghijklm' });
    assert.ok(!/hunter2|abcdef/.test(problem));
  });
});

describe('verifyCertificate', () => {
  it('can be turned off in user settings', () => {
    assert.equal(server({ verifyCertificate: false }).verifyCertificate, false);
  });

  it('cannot be turned off in workspace settings', () => {
    assert.equal(server({ verifyCertificate: false }, 'workspace').verifyCertificate, true);
  });

  it('is on by default', () => {
    assert.equal(server({}).verifyCertificate, true);
    assert.equal(server({ verifyCertificate: true }, 'workspace').verifyCertificate, true);
  });
});

describe('caFile', () => {
  const inHome = join(homedir(), 'influx', 'ca.pem');

  it('can be absolute', () => assert.equal(server({ caFile: '/etc/ca.pem' }).caFile, '/etc/ca.pem'));
  it('can start with ~/', () => assert.equal(server({ caFile: '~/influx/ca.pem' }).caFile, inHome));

  for (const caFile of ['ca.pem', './ca.pem', '../ca.pem', '~', '~other/ca.pem', ' /etc/ca.pem']) {
    it(`cannot be relative in user settings: ${caFile}`, () => {
      assert.equal(broken({ name: 'n', url: 'https://h', caFile }).problem, sentence('caFileNotAbsolute'));
    });
  }

  it('can start with ~\\', () => {
    assert.equal(server({ caFile: '~\\ca.pem' }).caFile, join(homedir(), 'ca.pem'));
  });

  it('can be on a network share in user settings', () => {
    assert.equal(server({ caFile: '//nas/ca.pem' }).caFile, '//nas/ca.pem');
  });

  it('can contain two slashes in workspace settings', () => {
    assert.equal(server({ caFile: '/etc//ca.pem' }, 'workspace').caFile, '/etc//ca.pem');
  });

  it('is relative to the folder in workspace settings', () => {
    assert.equal(server({ caFile: 'certs/ca.pem' }, 'workspace').caFile, '/home/ada/project/certs/ca.pem');
    assert.equal(server({ caFile: '../ca.pem' }, 'workspace').caFile, '/home/ada/ca.pem');
  });

  it('cannot be on a network share in workspace settings', () => {
    for (const caFile of ['\\\\evil\\share\\ca.pem', '//evil/share/ca.pem', '\\/evil/ca.pem']) {
      const { problem } = broken({ name: 'n', url: 'https://h', caFile }, 'workspace');
      assert.equal(problem, sentence('caFileOnNetworkShare'));
    }
  });

  it('cannot be relative in a workspace without a folder', () => {
    const [entry] = combineServerLists([
      { scope: 'workspace', value: [{ name: 'n', url: 'https://h', caFile: 'ca.pem' }], folder: undefined },
    ]);
    assert.equal(entry?.kind, 'broken');
  });
});
