import assert from 'node:assert/strict';
import { findServer, joinServerLists, type ServerListSource } from '../../../src/core/server.ts';
import { UserError } from '../../../src/core/userError.ts';

const list = (
  from: ServerListSource['from'],
  ...pairs: (readonly [name: string, url: string])[]
): ServerListSource => ({
  from,
  value: pairs.map(([name, url]) => ({ name, url })),
  folder: undefined,
});

// Not before a test runs: changes to what is called here are then tried with the tests that call it alone.
const entries = () =>
  joinServerLists([
    list(
      'person',
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

function refusalOf(nameOrUrl: string): string {
  try {
    return `found ${found(nameOrUrl)}`;
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
}

describe('A server is found', () => {
  it('by its name', () => assert.equal(found('Local'), 'http://localhost:8181'));
  it('by a name that only a workspace gives', () => assert.equal(found('team'), 'https://team.example'));
  it('by a name with blanks around it', () => assert.equal(found(' Local '), 'http://localhost:8181'));
  it('by its URL', () => assert.equal(found('https://team.example'), 'https://team.example'));

  it('by its URL as anybody would write it', () => {
    assert.equal(found('HTTPS://Prod.Example:443/influx/'), 'https://prod.example/influx');
  });

  it('by its URL where its name is ambiguous', () => assert.equal(found('https://two'), 'https://two'));

  it('as the person’s own where a workspace gives its name to another', () => {
    assert.equal(found('prod'), 'https://prod.example/influx');
  });
});

describe('No server is found', () => {
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
    it(`by ${JSON.stringify(name)}, and it is told how to add one`, () => {
      assert.match(refusalOf(name), /No configured server is called .*Add Server/);
    });
  }

  it('by a name that two of the person’s servers have: their URLs are named', () => {
    const message = refusalOf('twice');
    assert.match(message, /Several servers/);
    assert.ok(message.includes('https://one, https://two'));
  });

  it('by a name that two of a workspace’s servers have: their URLs are named', () => {
    assert.ok(refusalOf('both').includes('https://a, https://b'));
  });

  it('by a text however long, and the message stays short', () => {
    assert.ok(refusalOf('x'.repeat(100_000)).length < 500);
  });

  it('by a token, and the message does not hold it', () => {
    assert.ok(!refusalOf(`apiv3_${'aB3_-'.repeat(17)}z`).includes('aB3_'));
  });

  it('by the URL of another server which an entry carries as its name', () => {
    const disguised = joinServerLists([list('workspace', ['https://prod.example', 'https://evil.example'])]);
    assert.throws(() => findServer(disguised, 'https://prod.example'), UserError);
    assert.throws(() => findServer(disguised, 'https://prod.example/'), UserError);
  });

  it('in an empty list', () => assert.throws(() => findServer([], 'Local'), UserError));
});
