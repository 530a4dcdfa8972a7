import assert from 'node:assert/strict';
import { Clock } from '../../../support/influxdb3/clock.ts';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { listTimestamp, tokenTimestamp } from '../../../support/influxdb3/timestamps.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { bearerHeader, createNamed, createOperator, listTokens, tokenIn } from './helpers/tokenCalls.ts';

describe('Clock', () => {
  let server: TokenServer;
  afterEach(() => server.close());

  it('lets tokens expire without waiting', async () => {
    server = await startTokenServer();
    const operator = await createOperator(server.url);
    const token = tokenIn(await createNamed(server.url, operator, 'day', 86_400));
    const status = async () => (await sendRequest(server.url, '/ping', { headers: bearerHeader(token) })).status;
    assert.equal(await status(), 200);
    server.clock.advance(86_400_000);
    assert.equal(await status(), 401);
    server.clock.advance(-60_000);
    assert.equal(await status(), 200);
    assert.equal((await listTokens(server.url, operator)).length, 2);
  });

  it('can be passed to a server, and frozen', async () => {
    const clock = new Clock();
    clock.freeze(Date.UTC(2025, 3, 18, 14, 2, 45));
    server = await startTokenServer({ clock });
    const operator = await createOperator(server.url);
    clock.advance(331);
    await createNamed(server.url, operator, 'ci', 0);
    const rows = await listTokens(server.url, operator);
    // A zero fraction is left out.
    assert.deepEqual(
      rows.map((row) => [row['created_at'], row['expiry']]),
      [
        ['2025-04-18T14:02:45', undefined],
        ['2025-04-18T14:02:45.331', '2025-04-18T14:02:45.331'],
      ],
    );
  });

  it('keeps running after it was set, unless it is frozen', async () => {
    const clock = new Clock();
    clock.set(1_000_000);
    while (clock.now() === 1_000_000) await new Promise(setImmediate);
    assert.ok(clock.now() < 1_010_000);
    clock.freeze(5);
    clock.set(7);
    assert.equal(clock.now(), 7);
    clock.resume();
    while (clock.now() === 7) await new Promise(setImmediate);
    assert.throws(() => clock.set(NaN), RangeError);
  });
});

describe('listTimestamp and tokenTimestamp', () => {
  it('write years beyond 9999 with a sign', () => {
    const time = Date.UTC(11_020, 11, 3, 0, 35, 1, 14);
    assert.equal(listTimestamp(time), '+11020-12-03T00:35:01.014');
    assert.equal(tokenTimestamp(time), '+11020-12-03T00:35:01.014Z');
    assert.equal(listTimestamp(8_210_266_876_799_000), '+262142-12-31T23:59:59');
  });
});
