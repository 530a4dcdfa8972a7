import assert from 'node:assert/strict';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { bearerHeader, createNamed, createOperator } from './helpers/tokenCalls.ts';

describe('Faults', () => {
  let server: TokenServer;
  let operator: string;

  beforeEach(async () => {
    server = await startTokenServer();
    operator = await createOperator(server.url);
  });
  afterEach(() => server.close());

  const create = () => createNamed(server.url, operator, 'ci');

  it('applies a fault only to matching requests, as many times as it says', async () => {
    const pending = server.faults.add({
      kind: 'status',
      status: 500,
      work: 'undone',
      method: 'GET',
      path: '/ping',
      times: 2,
    });
    const statuses: number[] = [];
    for (const [method, path] of [
      ['POST', '/ping'],
      ['GET', '/health'],
      ['GET', '/ping'],
      ['GET', '/ping?x'],
      ['GET', '/ping'],
    ] as const) {
      statuses.push((await sendRequest(server.url, path, { method, headers: bearerHeader(operator) })).status);
    }
    assert.deepEqual(statuses, [200, 200, 500, 500, 200]);
    assert.equal(pending.hits, 2);
  });

  it('applies a fault to all requests until it is cleared', async () => {
    server.faults.add({ kind: 'status', status: 500, work: 'undone', times: 'always' });
    assert.equal((await create()).status, 500);
    assert.equal((await create()).status, 500);
    server.faults.clear();
    assert.equal((await create()).status, 201);
    assert.deepEqual(server.faults.pending, []);
  });

  it('combines several faults of one request', async () => {
    server.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 30 });
    server.faults.add({ kind: 'truncate', contentLength: 'matching', bytes: 3 });
    const before = Date.now();
    assert.equal((await create()).body, '{"i');
    assert.ok(Date.now() - before >= 25);
  });
});
