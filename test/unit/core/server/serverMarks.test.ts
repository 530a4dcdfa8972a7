import assert from 'node:assert/strict';
import { combineServerLists, type ServerListSource } from '../../../../src/core/server/serverList.ts';

const url = 'https://prod.example:8181';
const user = (...value: unknown[]): ServerListSource => ({ scope: 'user', value, folder: undefined });
const workspace = (...value: unknown[]): ServerListSource => ({ scope: 'workspace', value, folder: '/project' });
const entry = (marks: object, more: object = {}) => ({ name: 'Prod', url, ...marks, ...more });

function marksOf(...sources: ServerListSource[]): string[] {
  const [server] = combineServerLists(sources).filter((one) => one.kind === 'server');
  assert.ok(server);
  return [...(server.isProduction ? ['production'] : []), ...(server.isReadOnly ? ['readOnly'] : [])];
}

describe('marks of a server', () => {
  it('are unset by default', () => assert.deepEqual(marksOf(user(entry({}))), []));

  it('are read from either list', () => {
    assert.deepEqual(marksOf(user(entry({ production: true }))), ['production']);
    assert.deepEqual(marksOf(workspace(entry({ readOnly: true }))), ['readOnly']);
  });

  for (const [what, item] of [
    ['turns them off', entry({ production: false, readOnly: false })],
    ['omits them', entry({})],
    ['spells the URL differently', entry({}, { url: 'HTTPS://PROD.example:8181/' })],
  ] as const) {
    it(`stay when a workspace ${what}`, () => {
      const own = user(entry({ production: true, readOnly: true }));
      assert.deepEqual(marksOf(own, workspace(item)), ['production', 'readOnly']);
      assert.deepEqual(marksOf(workspace(item), own), ['production', 'readOnly']);
    });
  }

  it("are added by a workspace to the user's entry", () => {
    assert.deepEqual(marksOf(user(entry({ readOnly: true })), workspace(entry({ production: true }))), [
      'production',
      'readOnly',
    ]);
  });

  it("stay when the user's entry is broken and the workspace defines the server", () => {
    for (const broken of [{ name: '' }, { caFile: 7 }, { caFile: 'relative.pem' }]) {
      assert.deepEqual(marksOf(user(entry({ readOnly: true }, broken)), workspace(entry({}))), ['readOnly']);
    }
    assert.deepEqual(marksOf(user(entry({ readOnly: 'true' })), workspace(entry({}))), ['readOnly']);
  });

  it('stay when a later entry of the same list has them', () => {
    assert.deepEqual(marksOf(user(entry({}), entry({ production: true }))), ['production']);
  });

  it('apply to no other server', () => {
    const [, other] = combineServerLists([user(entry({ readOnly: true }), { name: 'Dev', url: 'https://dev' })]);
    assert.ok(other?.kind === 'server' && !other.isReadOnly);
  });
});
