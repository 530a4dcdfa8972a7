import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { expectServerError } from './helpers/expectServerError.ts';
import { onEveryServer, type RunningServer } from './serversUnderTest.ts';

const names: Record<string, string> = {
  plain: 'ci-writer',
  'an ampersand': 'a&b',
  'an ampersand and more that looks like a query': 'a&token_name=victim',
  'an equals sign': 'a=b',
  'a plus': 'a+b',
  'a percent sign': '50%',
  'text that looks URL-encoded': '%26%2B%20',
  'a space inside': 'a b',
  'a space at each end': ' a ',
  'blanks only': '   ',
  'a number sign and a question mark': '#a?b',
  'slashes and dots': '../../token',
  'double quotes': 'the "one"',
  'single quotes': "it's",
  backslashes: 'a\\b\\u0041',
  Chinese: '名',
  Hebrew: 'שם',
  emoji: '👩‍💻😀',
  'a composed é': '\u00e9',
  'a decomposed é': 'e\u0301',
  'lower case': 'year',
  'upper case': 'YEAR',
  'line breaks': 'two\nlines\r\nor three',
  'line separators': 'two\u2028lines\u2029or three',
  'a right-to-left mark': 'abc\u202efdp.exe',
  'zero-width characters': 'a\u200bb\ufeff',
  'control characters': 'a\u0000b\u0007\u001b[31m\u007f',
  'text that looks like JSON': '{"token_name":"x"}',
  'text that looks like SQL': "'; DROP TABLE tokens; --",
  '10,000 characters': 'x'.repeat(10_000),
  '5,000 characters that need nine each in a URL': '名'.repeat(5_000),
  'no characters': '',
};

onEveryServer('token names', (serverUnderTest) => {
  let server: RunningServer;
  let endpoint: Endpoint;
  let operator: Token;

  before(async () => {
    server = await serverUnderTest.start();
    endpoint = endpointOf(server);
    operator = (await createOperatorToken(endpoint)).token;
    // Names that a wrongly encoded name could match.
    for (const similarName of ['victim', 'a', 'b', 'Year', '50', '&', '?']) {
      await createNamedToken(endpoint, operator, similarName, undefined);
    }
  });
  after(() => server.stop());

  const listed = async () => (await listTokens(endpoint, operator)).map(({ name }) => name).sort();

  for (const [what, name] of Object.entries(names)) {
    it(`can contain ${what}`, async () => {
      const before = await listed();
      const created = await createNamedToken(endpoint, operator, name, undefined);
      assert.equal(created.name, name);
      assert.deepEqual(await listed(), [...before, name].sort());
      await deleteToken(endpoint, operator, name);
      assert.deepEqual(await listed(), before);
    });
  }

  it('are deleted one by one without affecting the others', async () => {
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

  it("delete nothing when the empty name doesn't exist", async () => {
    const before = await listed();
    await expectServerError(deleteToken(endpoint, operator, ''), { kind: 'tokenNotFound', status: 404 });
    assert.deepEqual(await listed(), before);
  });

  it('are rejected with a lone surrogate, and no other token is deleted', async () => {
    const before = await listed();
    await assert.rejects(createNamedToken(endpoint, operator, 'a\ud83d', undefined));
    await createNamedToken(endpoint, operator, 'a\ufffd', undefined);
    await assert.rejects(deleteToken(endpoint, operator, 'a\ud83d'));
    assert.deepEqual(await listed(), [...before, 'a\ufffd'].sort());
    await deleteToken(endpoint, operator, 'a\ufffd');
  });
});
