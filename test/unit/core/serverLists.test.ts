import assert from 'node:assert/strict';
import fc from 'fast-check';
import { joinServerLists, type ServerListSource } from '../../../src/core/server.ts';

const person = (...value: unknown[]): ServerListSource => ({ from: 'person', value, folder: undefined });
const workspace = (...value: unknown[]): ServerListSource => ({
  from: 'workspace',
  value,
  folder: '/home/ada/project',
});
const entry = (name: string, url: string, more: object = {}) => ({ name, url, ...more });
const shown = (...sources: ServerListSource[]) =>
  joinServerLists(sources).map((one) =>
    one.kind === 'server' ? `${one.name} ${one.url} ${one.from}` : `broken ${one.name}`,
  );

describe('The lists of servers', () => {
  it('are joined: neither hides the other', () => {
    assert.deepEqual(shown(person(entry('a', 'https://a')), workspace(entry('b', 'https://b'))), [
      'a https://a person',
      'b https://b workspace',
    ]);
  });

  it('are joined from all folders of a workspace', () => {
    assert.deepEqual(shown(workspace(entry('a', 'https://a')), workspace(entry('b', 'https://b'))), [
      'a https://a workspace',
      'b https://b workspace',
    ]);
  });

  it('have the person’s first, whatever order they come in', () => {
    assert.deepEqual(shown(workspace(entry('b', 'https://b')), person(entry('a', 'https://a'))), [
      'a https://a person',
      'b https://b workspace',
    ]);
  });

  it('keep the order of each', () => {
    assert.deepEqual(shown(person(entry('z', 'https://z'), entry('a', 'https://a'))), [
      'z https://z person',
      'a https://a person',
    ]);
  });

  it('give a URL once, as the person’s own entry has it, however the workspace writes it', () => {
    const own = entry('mine', 'https://h:8181/x', { caFile: '/own.pem', verifyCertificate: false });
    const joined = joinServerLists([
      workspace(entry('theirs', 'HTTPS://H:8181/x/', { caFile: '/their.pem' })),
      person(own),
    ]);
    assert.deepEqual(joined, [
      {
        kind: 'server',
        name: 'mine',
        url: 'https://h:8181/x',
        caFile: '/own.pem',
        verifyCertificate: false,
        from: 'person',
      },
    ]);
  });

  it('give a URL once that one list names twice: a server is its URL, and the other entry says so', () => {
    const joined = joinServerLists([
      workspace(entry('theirs', 'https://h')),
      person(entry('first', 'https://h'), entry('second', 'https://h/'), entry('third', 'https://i')),
    ]);
    assert.deepEqual(
      joined.map((one) => (one.kind === 'server' ? `${one.name} ${one.url}` : `${one.name}: ${one.problem}`)),
      [
        'first https://h',
        'second: This URL is listed twice, first as "first". Remove one of the entries.',
        'third https://i',
      ],
    );
  });

  it('give two entries with one name, which are two servers', () => {
    assert.deepEqual(
      shown(person(entry('prod', 'https://a'), entry('prod', 'https://b')), workspace(entry('prod', 'https://c'))),
      ['prod https://a person', 'prod https://b person', 'prod https://c workspace'],
    );
  });

  it('lose no other entry to a malformed one', () => {
    assert.deepEqual(shown(person(entry('a', 'https://a'), 'nonsense', entry('b', 'b'), entry('c', 'https://c'))), [
      'a https://a person',
      'broken Entry 2',
      'broken b',
      'c https://c person',
    ]);
  });

  it('show every malformed entry, alike ones too', () => {
    assert.deepEqual(shown(person(null, null), workspace(null)), [
      'broken Entry 1',
      'broken Entry 2',
      'broken Entry 1',
    ]);
  });

  it('are empty where nothing is set', () => {
    for (const value of [undefined, null, []]) {
      assert.deepEqual(joinServerLists([{ from: 'person', value, folder: undefined }]), []);
    }
    assert.deepEqual(joinServerLists([]), []);
  });

  for (const value of [{}, 'https://h', 7, true, { name: 'x', url: 'https://x' }]) {
    it(`are broken where one is no list but ${JSON.stringify(value)}, and the other works`, () => {
      const joined = joinServerLists([{ from: 'workspace', value, folder: '/x' }, person(entry('a', 'https://a'))]);
      assert.deepEqual(
        joined.map(({ kind, from }) => `${kind} ${from}`),
        ['server person', 'broken workspace'],
      );
      assert.equal(joined[1]?.name, 'influxdb3Tokens.servers', 'the setting that is meant');
      assert.match(joined[1].kind === 'broken' ? joined[1].problem : '', /must be a list/);
    });
  }

  it('never throw and lose nothing, whatever stands in them', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), fc.array(fc.anything()), (own, theirs) => {
        const joined = joinServerLists([
          { from: 'person', value: own, folder: undefined },
          { from: 'workspace', value: theirs, folder: '/x' },
        ]);
        const broken = joined.filter(({ kind }) => kind === 'broken');
        assert.equal(broken.length, own.length + theirs.length);
        assert.ok(broken.every(({ name }) => name.trim() !== ''));
      }),
    );
  });
});
