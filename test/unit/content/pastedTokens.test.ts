import assert from 'node:assert/strict';
import fc from 'fast-check';
import { looksComplete, tokensInPaste } from '../../../src/content/pastedTokens.ts';
import { Token } from '../../../src/core/token/token.ts';
import { anyText } from '../core/anyText.ts';

const serverToken = `apiv3_${'aB3_-'.repeat(17)}z`;
const otherToken = `apiv3_${'Zy9-_'.repeat(17)}q`;
const preconfigured = `apiv3_${Buffer.alloc(64, 0xfb).toString('base64')}`;
const hex = `apiv3_${'0123456789abcdef'.repeat(4)}`;
const escape = '\u001b';

const strings = (text: string) => tokensInPaste(text).map((token) => token.reveal());

/** What people copy, with `T` for the token. */
const shapes: Record<string, string> = {
  'the output of the CLI':
    '\nNew token created successfully!\n\nToken: @@\nHTTP Requests Header: Authorization: Bearer @@\n\nIMPORTANT: Store this token securely.\n',
  'the output of the CLI, as an input box joins its lines':
    ' Token: @@ HTTP Requests Header: Authorization: Bearer @@ ',
  'the first line of the CLI': 'Token: @@',
  'the second line of the CLI': 'HTTP Requests Header: Authorization: Bearer @@',
  'colored output': `${escape}[1mToken:${escape}[0m ${escape}[32m@@${escape}[0m`,
  'JSON of the CLI': '{"id":1,"name":"ci","token":"@@","hash":"abc","expiry":null}',
  'JSON with several lines': '{\n  "token": "@@",\n  "name": "admin"\n}\n',
  'the end of a line of JSON': '@@"}',
  'an export line': 'export INFLUXDB3_AUTH_TOKEN=@@',
  'an export line with quotes': "export INFLUXDB3_AUTH_TOKEN='@@'\n",
  'a line of an env file': 'INFLUXDB3_AUTH_TOKEN=@@',
  'a whole env file': 'INFLUXDB3_HOST_URL=http://localhost:8181\nINFLUXDB3_AUTH_TOKEN=@@\nOTHER=1\n',
  'a line of PowerShell': '$env:INFLUXDB3_AUTH_TOKEN = "@@"',
  'a line of TOML': '  token = "@@"  # written by hand',
  'a line of YAML': 'INFLUX_TOKEN: @@',
  'an option of the CLI': 'influxdb3 show databases --token @@ --host http://localhost:8181',
  'a header of curl': `curl -H 'Authorization: Bearer @@' http://localhost:8181/api/v3/query_sql`,
  'an encoded header': 'Authorization=Bearer%20@@',
  'an encoded header with a line break': 'Bearer%20@@%0A',
  'the end of a sentence': 'The token is @@.',
  'typographic quotes': '\u201c@@\u201d',
  guillemets: '«@@»',
  'invisible characters': '\ufeff\u200b@@\u200b',
  'a cell of a table': '│ @@ │',
  'a placeholder beside it': '# token = "apiv3_..." or apiv3_xxx\ntoken = "@@"',
};

describe('tokensInPaste', () => {
  for (const [what, shape] of Object.entries(shapes)) {
    it(`finds the token in ${what}`, () => {
      for (const token of [serverToken, preconfigured, hex]) {
        assert.deepEqual(strings(shape.replaceAll('@@', token)), [token]);
      }
    });
  }

  for (const [what, text] of Object.entries({
    'JSON escapes': preconfigured.replaceAll('/', '\\/').replaceAll('=', '\\u003d'),
    'URL escapes': encodeURIComponent(preconfigured),
  })) {
    it(`reads a token with ${what}`, () => assert.deepEqual(strings(`"${text}"`), [preconfigured]));
  }

  it('reads a token with underscores that Markdown escaped', () => {
    assert.deepEqual(strings(serverToken.replaceAll('_', '\\_')), [serverToken]);
  });

  it('finds a token in base64 of more, as in basic authentication', () => {
    const credentials = Buffer.from(`any:${serverToken}`).toString('base64');
    assert.deepEqual(strings(`Authorization: Basic ${credentials}`), [serverToken]);
  });

  it('finds a token in base64', () => {
    assert.deepEqual(strings(`  token: ${Buffer.from(serverToken).toString('base64')}`), [serverToken]);
  });

  it('joins a token that a terminal wrapped', () => {
    assert.deepEqual(strings(`${serverToken.slice(0, 40)}\n${serverToken.slice(40)}\n`), [serverToken]);
  });

  it('finds several tokens in their order, each once', () => {
    assert.deepEqual(strings(`A=${otherToken}\nB=${serverToken}\nC=${otherToken}`), [otherToken, serverToken]);
    assert.deepEqual(strings(`${serverToken},${otherToken}`), [serverToken, otherToken]);
  });

  it('keeps a single word as it is', () => {
    for (const word of ['my-token', 'x-authorization:y', 'apiv3_a"b\'c', 'apiv3_a,b;c', 'apiv3_offline.by+hand==']) {
      assert.deepEqual(strings(` "${word}"\n`), [word]);
    }
  });

  for (const [what, text] of Object.entries({
    nothing: '',
    'only a label': 'Bearer ',
    'text without a token': 'export INFLUXDB3_AUTH_TOKEN= # none yet',
    'only the prefix': 'a token starts with apiv3_ and',
    'characters that a header can’t contain': 'apiv3_naïve',
    'a control character': 'apiv3_a\u0000b',
  })) {
    it(`finds none in ${what}`, () => assert.deepEqual(strings(text), []));
  }

  it('returns only what a header can contain, for any text', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        for (const token of strings(`${before}${serverToken}${after}`)) {
          assert.match(token, /^[\x21-\x7e]+$/);
        }
      }),
    );
  });
});

describe('looksComplete', () => {
  it('accepts the format of the server and padded base64', () => {
    for (const string of [serverToken, preconfigured, hex]) {
      assert.ok(looksComplete(new Token(string)), string);
    }
    for (const string of [serverToken.slice(0, -1), preconfigured.slice(0, -1), 'apiv3_short', 'my-token']) {
      assert.ok(!looksComplete(new Token(string)), string);
    }
  });
});
