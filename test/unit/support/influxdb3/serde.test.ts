import assert from 'node:assert/strict';
import { floatText } from '../../../support/influxdb3/serde/floatText.ts';
import { parseCreateNamedAdminToken, parseQueryRequest } from '../../../support/influxdb3/serde/requestBodies.ts';

const create = (body: string | Buffer) => parseCreateNamedAdminToken(Buffer.from(body as string), '+');

describe('request bodies', () => {
  it('are parsed if valid', () => {
    assert.deepEqual(
      create(' { "token_name" : "a\\u00e9\\ud83d\\udd11\\n" , "expiry_secs" : 18446744073709551615 } '),
      {
        tokenName: 'aé🔑\n',
        expirySecs: 18446744073709551615n,
      },
    );
    assert.deepEqual(create('{"other":[1,{"a":[]},"x",-1.5e3,true,null,{}],"token_name":""}').tokenName, '');
    assert.deepEqual(create('["by position",7]'), { tokenName: 'by position', expirySecs: 7n });
    assert.deepEqual(parseQueryRequest(Buffer.from('{"q":"x","db":"y","format":"csv","params":{"a":1}}'), '+'), {
      db: 'y',
      q: 'x',
      format: 'csv',
    });
  });

  const invalidBodies: Record<string, string> = {
    '{"token_name"': 'EOF while parsing an object at line 1 column 13',
    '{"token_name":': 'EOF while parsing a value at line 1 column 14',
    '{"token_name":"a': 'EOF while parsing a string at line 1 column 16',
    '{"token_name":"a"': 'EOF while parsing an object at line 1 column 17',
    '{"token_name":"a"} x': 'trailing characters at line 1 column 20',
    '{"token_name":"a",}': 'trailing comma at line 1 column 19',
    '{"token_name":"a" "b"}': 'expected `,` or `}` at line 1 column 19',
    '{token_name:1}': 'key must be a string at line 1 column 2',
    '{"token_name" "a"}': 'expected `:` at line 1 column 15',
    '{\n"token_name":\n true}': 'invalid type: boolean `true`, expected a string at line 3 column 5',
    '{"token_name":[]}': 'invalid type: sequence, expected a string at line 1 column 14',
    '{"token_name":{}}': 'invalid type: map, expected a string at line 1 column 14',
    '{"token_name":what}': 'expected value at line 1 column 15',
    '{"token_name":nil}': 'expected ident at line 1 column 16',
    '{"token_name":"a\nb"}': 'control character (\\u0000-\\u001F) found while parsing a string at line 2 column 0',
    '{"token_name":"\\x"}': 'invalid escape at line 1 column 17',
    '{"token_name":"\\ud83d"}': 'unexpected end of hex escape at line 1 column 22',
    '{"token_name":"\\udd11"}': 'lone leading surrogate in hex escape at line 1 column 21',
    '{"expiry_secs":1}': 'missing field `token_name` at line 1 column 17',
    '{"token_name":"a","expiry_secs":01}': 'invalid number at line 1 column 34',
    '{"token_name":"a","expiry_secs":-0}': 'invalid type: floating point `-0.0`, expected u64 at line 1 column 34',
    '{"token_name":"a","expiry_secs":1e999}': 'number out of range at line 1 column 37',
    '{"token_name":"a","expiry_secs":"a\\"\\n"}': 'invalid type: string "a\\"\\n", expected u64 at line 1 column 39',
    '["a"]': 'invalid length 1, expected struct CreateNamedAdminTokenRequest with 2 elements at line 1 column 5',
    '7': 'invalid type: integer `7`, expected struct CreateNamedAdminTokenRequest at line 1 column 1',
    '"x"': 'invalid type: string "x", expected struct CreateNamedAdminTokenRequest at line 1 column 3',
    '{"a":[1,]}': 'trailing comma at line 1 column 9',
    '{"a":[1': 'EOF while parsing a list at line 1 column 7',
  };
  for (const [body, message] of Object.entries(invalidBodies)) {
    it(`are rejected if ${JSON.stringify(body)}`, () => assert.throws(() => create(body), { message }));
  }

  it('are rejected if not UTF-8', () => {
    const body = Buffer.concat([Buffer.from('{"token_name":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    assert.throws(() => create(body), { message: 'invalid unicode code point at line 1 column 17' });
  });

  it('are rejected without a stack overflow if deeply nested', () => {
    assert.throws(() => create(`{"a":${'['.repeat(100_000)}`), /EOF while parsing a value/);
  });

  it('are rejected if the format is unknown', () => {
    assert.throws(() => parseQueryRequest(Buffer.from('{"db":"x","q":"y","format":"xml"}'), '+'), {
      message: 'unknown variant `xml`, expected one of `parquet`, `csv`, `pretty`, `json`, `jsonl` at line 1 column 33',
    });
  });
});

describe('floatText', () => {
  it('formats floats as Rust does', () => {
    const texts = [1.5, 2, 100, 1e15, 1e16, 12345.678, 0.1, 0.00001, 0.000001, -2.5e-9].map((float) =>
      floatText(float, ''),
    );
    assert.deepEqual(texts, [
      '1.5',
      '2.0',
      '100.0',
      '1000000000000000.0',
      '1e16',
      '12345.678',
      '0.1',
      '0.00001',
      '1e-6',
      '-2.5e-9',
    ]);
    assert.equal(floatText(1.8446744073709552e19, '+'), '1.8446744073709552e+19');
  });
});
