import assert from 'node:assert/strict';
import fc from 'fast-check';
import { combineServerLists, type ServerListSource } from '../../../../src/core/server/serverList.ts';
import type { ServerEntry } from '../../../../src/core/server/server.ts';
import { sentence } from '../../../support/sentences.ts';

const user = (...value: unknown[]): ServerListSource => ({ scope: 'user', value, folder: undefined });
const workspace = (...value: unknown[]): ServerListSource => ({
  scope: 'workspace',
  value,
  folder: '/home/ada/project',
});
const entry = (name: string, url: string, more: object = {}) => ({ name, url, ...more });
const shown = (...sources: ServerListSource[]) =>
  combineServerLists(sources).map((one) =>
    one.kind === 'server' ? `${one.name} ${one.url} ${one.scope}` : `broken ${one.name}`,
  );

describe('combineServerLists', () => {
  it('joins the lists of the user and the workspace', () => {
    assert.deepEqual(shown(user(entry('a', 'https://a')), workspace(entry('b', 'https://b'))), [
      'a https://a user',
      'b https://b workspace',
    ]);
  });

  it('joins the lists of all folders of a workspace', () => {
    assert.deepEqual(shown(workspace(entry('a', 'https://a')), workspace(entry('b', 'https://b'))), [
      'a https://a workspace',
      'b https://b workspace',
    ]);
  });

  it("puts the user's servers first, in any order of sources", () => {
    assert.deepEqual(shown(workspace(entry('b', 'https://b')), user(entry('a', 'https://a'))), [
      'a https://a user',
      'b https://b workspace',
    ]);
  });

  it('keeps the order of each list', () => {
    assert.deepEqual(shown(user(entry('z', 'https://z'), entry('a', 'https://a'))), [
      'z https://z user',
      'a https://a user',
    ]);
  });

  it("prefers the user's entry for a URL in any spelling", () => {
    const own = entry('mine', 'https://h:8181/x', { caFile: '/own.pem', verifyCertificate: false });
    const combined = combineServerLists([
      workspace(entry('theirs', 'HTTPS://H:8181/x/', { caFile: '/their.pem' })),
      user(own),
    ]);
    assert.deepEqual(combined, [
      {
        kind: 'server',
        name: 'mine',
        url: 'https://h:8181/x',
        caFile: '/own.pem',
        verifyCertificate: false,
        scope: 'user',
        isProduction: false,
        isReadOnly: false,
      },
    ] satisfies ServerEntry[]);
  });

  it('returns a broken entry for a URL that is twice in one list', () => {
    const combined = combineServerLists([
      workspace(entry('theirs', 'https://h')),
      user(entry('first', 'https://h'), entry('second', 'https://h/'), entry('third', 'https://i')),
    ]);
    assert.deepEqual(
      combined.map((one) => (one.kind === 'server' ? `${one.name} ${one.url}` : `${one.name}: ${one.problem}`)),
      ['first https://h', `second: ${sentence('serverListedTwice', 'first')}`, 'third https://i'],
    );
  });

  it('returns two servers with the same name', () => {
    assert.deepEqual(
      shown(user(entry('prod', 'https://a'), entry('prod', 'https://b')), workspace(entry('prod', 'https://c'))),
      ['prod https://a user', 'prod https://b user', 'prod https://c workspace'],
    );
  });

  it('keeps other entries when one is malformed', () => {
    assert.deepEqual(shown(user(entry('a', 'https://a'), 'nonsense', entry('b', 'b'), entry('c', 'https://c'))), [
      'a https://a user',
      'broken Entry 2',
      'broken b',
      'c https://c user',
    ]);
  });

  it('returns every malformed entry, even equal ones', () => {
    assert.deepEqual(shown(user(null, null), workspace(null)), ['broken Entry 1', 'broken Entry 2', 'broken Entry 1']);
  });

  it('returns nothing when no list is set', () => {
    for (const value of [undefined, null, []]) {
      assert.deepEqual(combineServerLists([{ scope: 'user', value, folder: undefined }]), []);
    }
    assert.deepEqual(combineServerLists([]), []);
  });

  for (const value of [{}, 'https://h', 7, true, { name: 'x', url: 'https://x' }]) {
    it(`returns a broken entry and the other list when one list is ${JSON.stringify(value)}`, () => {
      const combined = combineServerLists([{ scope: 'workspace', value, folder: '/x' }, user(entry('a', 'https://a'))]);
      assert.deepEqual(
        combined.map((one) => `${one.kind} ${one.scope}`),
        ['server user', 'broken workspace'],
      );
      assert.equal(combined[1]?.name, 'influxdb3Tokens.servers', 'it is the name of the setting');
      assert.equal(combined[1].kind === 'broken' && combined[1].problem, sentence('serverListNotAList'));
    });
  }

  it('returns an entry for each item, whatever the lists contain', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), fc.array(fc.anything()), (own, theirs) => {
        const combined = combineServerLists([
          { scope: 'user', value: own, folder: undefined },
          { scope: 'workspace', value: theirs, folder: '/x' },
        ]);
        const broken = combined.filter(({ kind }) => kind === 'broken');
        assert.equal(broken.length, own.length + theirs.length);
        assert.ok(broken.every(({ name }) => name.trim() !== ''));
      }),
    );
  });
});
