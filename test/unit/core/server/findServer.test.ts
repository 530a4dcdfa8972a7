import assert from 'node:assert/strict';
import { visibleText } from '../../../../src/core/text/visibleText.ts';
import { findServer, combineServerLists, type ServerListSource } from '../../../../src/core/server/serverList.ts';
import { UserError } from '../../../../src/core/errors.ts';
import { sentence } from '../../../support/sentences.ts';

const list = (
  scope: ServerListSource['scope'],
  ...pairs: (readonly [name: string, url: string])[]
): ServerListSource => ({
  scope,
  value: pairs.map(([name, url]) => ({ name, url })),
  folder: undefined,
});

// A function, so that mutation testing attributes the code called here to the tests that need it.
const entries = () =>
  combineServerLists([
    list(
      'user',
      ['Local', 'http://localhost:8181'],
      ['prod', 'https://prod.example/influx'],
      ['twice', 'https://one'],
      ['twice', 'https://two'],
      ['broken', 'nonsense'],
    ),
    list(
      'workspace',
      ['prod', 'https://evil.example'],
      ['team', 'https://team.example'],
      ['both', 'https://a'],
      ['both', 'https://b'],
    ),
  ]);

const found = (nameOrUrl: string) => findServer(entries(), nameOrUrl).url;

function errorMessageFor(nameOrUrl: string): string {
  try {
    return `found ${found(nameOrUrl)}`;
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
}

describe('findServer', () => {
  it('finds a server by its name', () => assert.equal(found('Local'), 'http://localhost:8181'));
  it('finds a server by a name that only a workspace defines', () =>
    assert.equal(found('team'), 'https://team.example'));
  it('finds a server by a name with spaces around it', () => assert.equal(found(' Local '), 'http://localhost:8181'));
  it('finds a server by its URL', () => assert.equal(found('https://team.example'), 'https://team.example'));

  it('finds a server by its URL in any spelling', () => {
    assert.equal(found('HTTPS://Prod.Example:443/influx/'), 'https://prod.example/influx');
  });

  it('finds a server by its URL when its name is ambiguous', () => assert.equal(found('https://two'), 'https://two'));

  it("finds the user's own server when a workspace defines one with the same name", () => {
    assert.equal(found('prod'), 'https://prod.example/influx');
  });

  for (const name of [
    'nothing',
    'local',
    'Loca',
    '',
    ' ',
    'broken',
    'https://prod.example',
    'https://prod.example/other',
  ]) {
    it(`throws when no server matches ${JSON.stringify(name)}`, () => {
      assert.equal(errorMessageFor(name), sentence('serverNotFound', visibleText(name)));
    });
  }

  it("throws with the URLs when two of the user's servers have the name", () => {
    assert.equal(errorMessageFor('twice'), sentence('serverNameAmbiguous', 'twice', 'https://one, https://two'));
  });

  it("throws with the URLs when two of a workspace's servers have the name", () => {
    assert.equal(errorMessageFor('both'), sentence('serverNameAmbiguous', 'both', 'https://a, https://b'));
  });

  it('throws a short message for a long name', () => {
    assert.ok(errorMessageFor('x'.repeat(100_000)).length < 500);
  });

  it('throws a message that does not contain a token passed as the name', () => {
    assert.ok(!errorMessageFor(`apiv3_${'aB3_-'.repeat(17)}z`).includes('aB3_'));
  });

  it("throws when only the name of a workspace's server matches a URL", () => {
    const disguised = combineServerLists([list('workspace', ['https://prod.example', 'https://evil.example'])]);
    assert.throws(() => findServer(disguised, 'https://prod.example'), UserError);
    assert.throws(() => findServer(disguised, 'https://prod.example/'), UserError);
  });

  it('throws when the list is empty', () => assert.throws(() => findServer([], 'Local'), UserError));
});
