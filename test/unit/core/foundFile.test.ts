import assert from 'node:assert/strict';
import { placesIn } from '../../../src/core/foundFile.ts';
import { Token } from '../../../src/core/token.ts';

const string = `apiv3_${'t'.repeat(86)}`;
const base64 = Buffer.from(string).toString('base64');
const none = () => false;

describe('The places in a file', () => {
  it('are told with token, line and column, in their order', () => {
    const places = placesIn(Buffer.from(`\ufeff# ż\r\na: ${string}, ${base64}\r\n\n${string}`), 'notes.txt', none);
    assert.deepEqual(
      places.map(({ line, column, writing, token }) => [line, column, writing.form, token.hash]),
      [
        [2, 4, 'plain'],
        [2, 98, 'base64'],
        [4, 1, 'plain'],
      ].map((place) => [...place, new Token(string).hash]),
    );
  });

  it('are none in a text without a token, or with nothing in it', () => {
    assert.deepEqual(placesIn(Buffer.from('apiv3_ YXBpdjNf'), 'a.conf', none), []);
    assert.deepEqual(placesIn(Buffer.alloc(0), 'a.conf', none), []);
  });

  it('are those of known tokens of other lengths too', () => {
    const bytes = Buffer.from('t: apiv3_offline');
    assert.equal(placesIn(bytes, 'a.txt', () => true).length, 1);
    assert.equal(placesIn(bytes, 'a.txt', none).length, 0);
  });

  it('offer a reference where the file has an idiom for it, and none in its stead for base64', () => {
    const bytes = Buffer.from(`token = "${string}"\nencoded = "${base64}"\n`);
    const [plain, encoded] = placesIn(bytes, '/etc/telegraf/telegraf.conf', none);
    assert.ok(plain?.reference?.text.includes('INFLUXDB3_AUTH_TOKEN'));
    assert.equal(encoded?.reference, undefined);
    assert.equal(placesIn(bytes, 'notes.txt', none)[0]?.reference, undefined);
  });

  it('print no string', () => {
    const [place] = placesIn(Buffer.from(string), 'a.txt', none);
    assert.ok(place);
    assert.ok(!JSON.stringify(place).includes(string.slice(0, 20)));
  });
});
