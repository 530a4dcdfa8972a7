import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../../src/influxdb/endpoint.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { refused } from './helpers/refused.ts';
import { onEveryServer, type RunningServer } from './serversUnderTest.ts';

/** Names that another's tool may have given; those that people type are among them. */
const names: Record<string, string> = {
  plain: 'ci-writer',
  'an ampersand': 'a&b',
  'an ampersand and more that looks like a query': 'a&token_name=victim',
  'an equals sign': 'a=b',
  'a plus': 'a+b',
  'a percent sign': '50%',
  'what looks encoded': '%26%2B%20',
  'a space inside': 'a b',
  'a space at each end': ' a ',
  'blanks only': '   ',
  'a hash and a question mark': '#a?b',
  'slashes and dots': '../../token',
  'double quotes': 'the "one"',
  'single quotes': "it's",
  backslashes: 'a\\b\\u0041',
  Chinese: '名',
  Hebrew: 'שם',
  emoji: '👩‍💻😀',
  'a composed é': '\u00e9',
  'a decomposed é': 'e\u0301',
  'small letters': 'year',
  capitals: 'YEAR',
  'line breaks': 'two\nlines\r\nor three',
  'line separators': 'two\u2028lines\u2029or three',
  'a right-to-left mark': 'abc\u202efdp.exe',
  'zero-width letters': 'a\u200bb\ufeff',
  'control characters': 'a\u0000b\u0007\u001b[31m\u007f',
  'what JSON would break on': '{"token_name":"x"}',
  'what SQL would break on': "'; DROP TABLE tokens; --",
  '10,000 characters': 'x'.repeat(10_000),
  '10,000 characters that are three times as long in a URL': '名'.repeat(5_000),
  'nothing: the empty name': '',
};

onEveryServer('Names reach the server byte for byte, on create and on delete', (serverUnderTest) => {
  let server: RunningServer;
  let endpoint: Endpoint;
  let operator: Token;

  before(async () => {
    server = await serverUnderTest.start();
    endpoint = endpointOf(server);
    operator = (await createOperatorToken(endpoint)).token;
    // Each has neighbours that a mangled name would hit.
    for (const neighbour of ['victim', 'a', 'b', 'Year', '50', '&', '?']) {
      await createNamedToken(endpoint, operator, neighbour, undefined);
    }
  });
  after(() => server.stop());

  const listed = async () => (await listTokens(endpoint, operator)).map(({ name }) => name).sort();

  for (const [what, name] of Object.entries(names)) {
    it(what, async () => {
      const before = await listed();
      const created = await createNamedToken(endpoint, operator, name, undefined);
      assert.equal(created.name, name);
      assert.deepEqual(await listed(), [...before, name].sort());
      await deleteToken(endpoint, operator, name);
      assert.deepEqual(await listed(), before);
    });
  }

  it('all at once, each deleted alone', async () => {
    const before = await listed();
    const all = Object.values(names);
    for (const name of all) {
      await createNamedToken(endpoint, operator, name, undefined);
    }
    assert.deepEqual(await listed(), [...before, ...all].sort());
    for (const [index, name] of all.entries()) {
      await deleteToken(endpoint, operator, name);
      assert.deepEqual(await listed(), [...before, ...all.slice(index + 1)].sort());
    }
  });

  it('trap 4: deleting the empty name where there is none deletes nothing', async () => {
    const before = await listed();
    await refused(deleteToken(endpoint, operator, ''), { kind: 'tokenNotFound', status: 404 });
    assert.deepEqual(await listed(), before);
  });

  it('trap 4: a name with half a character in it is refused, and no other is deleted in its place', async () => {
    const before = await listed();
    await assert.rejects(createNamedToken(endpoint, operator, 'a\ud83d', undefined));
    await createNamedToken(endpoint, operator, 'a\ufffd', undefined);
    await assert.rejects(deleteToken(endpoint, operator, 'a\ud83d'));
    assert.deepEqual(await listed(), [...before, 'a\ufffd'].sort());
    await deleteToken(endpoint, operator, 'a\ufffd');
  });
});
