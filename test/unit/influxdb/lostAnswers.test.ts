import assert from 'node:assert/strict';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import type { ServerErrorKind } from '../../../src/influxdb/serverError.ts';
import type { Fault } from '../../influxdb3/faults.ts';
import { changes, looks, type Call } from './helpers/changes.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { freshServer } from './helpers/freshServer.ts';
import { startAnswering } from './helpers/rawServer.ts';
import { refused } from './helpers/refused.ts';

/** Each change but the operator token's creation, which a server does once only. */
const repeatable = Object.entries(changes).filter(([what]) => what !== 'creating the operator token');

const losses: Record<string, { fault: Fault; kind: ServerErrorKind; isDone: boolean }> = {
  'the connection was closed before the work': {
    fault: { kind: 'close', when: 'beforeWork' },
    kind: 'connectionLost',
    isDone: false,
  },
  'the connection was closed after the work': {
    fault: { kind: 'close', when: 'afterWork' },
    kind: 'connectionLost',
    isDone: true,
  },
  'the connection was reset before the work': {
    fault: { kind: 'close', when: 'beforeWork', reset: true },
    kind: 'connectionLost',
    isDone: false,
  },
  'the connection was reset after the work': {
    fault: { kind: 'close', when: 'afterWork', reset: true },
    kind: 'connectionLost',
    isDone: true,
  },
  'the answer was cut in its headers': { fault: { kind: 'cutHeaders' }, kind: 'connectionLost', isDone: true },
  'a 500 came before the work': {
    fault: { kind: 'status', status: 500, work: 'undone', body: 'oops' },
    kind: 'serverFailed',
    isDone: false,
  },
  'a 500 came after the work': {
    fault: { kind: 'status', status: 500, work: 'done', body: 'oops' },
    kind: 'serverFailed',
    isDone: true,
  },
  'a proxy answered 502 after the work': {
    fault: { kind: 'status', status: 502, work: 'done', body: '<html>Bad Gateway' },
    kind: 'serverFailed',
    isDone: true,
  },
  'a proxy answered 504 before the work': {
    fault: { kind: 'status', status: 504, work: 'undone' },
    kind: 'serverFailed',
    isDone: false,
  },
};

describe('When the answer to a change is lost', () => {
  const fresh = freshServer();

  for (const [loss, { fault, kind, isDone }] of Object.entries(losses)) {
    for (const [what, call] of repeatable) {
      it(`because ${loss}, nobody knows what became of ${what}`, async () => {
        const before = JSON.stringify(fresh.server.tokens());
        fresh.server.faults.add(fault);
        await refused(call(fresh.endpoint, fresh.operator), { kind, outcome: 'unknown' });
        assert.equal(fresh.server.requests.length, 1, 'sent once');
        assert.equal(JSON.stringify(fresh.server.tokens()) !== before, isDone);
      });
    }
  }

  for (const [what, call] of repeatable.filter(([what]) => what !== 'deleting a token')) {
    for (const [where, bytes] of [
      ['in front of the string', 20],
      ['in the middle of the string', 60],
    ] as const) {
      it(`because it was cut ${where}, nobody knows what became of ${what}`, async () => {
        fresh.server.faults.add({ kind: 'cutBody', bytes });
        await refused(call(fresh.endpoint, fresh.operator), { kind: 'connectionLost', outcome: 'unknown' });
        fresh.server.faults.add({ kind: 'truncate', contentLength: 'original', bytes });
        await assert.rejects(call(fresh.endpoint, fresh.operator));
      });
    }
  }

  it('a delete that was answered by 200 is done, wherever that answer was cut', async () => {
    const server = await startAnswering('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"so');
    await deleteToken(endpointOf(server), fresh.operator, 'old');
    assert.equal(server.received.length, 1);
  });
});

describe('When the answer to a question is lost', () => {
  const fresh = freshServer();
  const withBody = Object.entries(looks).filter(([what]) => what !== 'probing');

  for (const [what, call] of Object.entries(looks)) {
    it(`the connection being cut while ${what}, nothing was done`, async () => {
      await refused(callWithFault(call, { kind: 'close', when: 'afterWork' }), { kind: 'connectionLost' });
      await refused(callWithFault(call, { kind: 'cutHeaders' }), { kind: 'connectionLost' });
      await refused(callWithFault(call, { kind: 'status', status: 503, work: 'done' }), {
        kind: 'serverFailed',
        status: 503,
      });
      assert.equal(fresh.server.requests.length, 3);
    });
  }

  for (const [what, call] of withBody) {
    it(`the body being cut while ${what}, no half of it is taken for the whole`, async () => {
      await refused(callWithFault(call, { kind: 'cutBody', bytes: 30 }), { kind: 'connectionLost' });
      await refused(callWithFault(call, { kind: 'truncate', contentLength: 'original', bytes: 30 }), {
        kind: 'connectionLost',
      });
      await refused(callWithFault(call, { kind: 'truncate', contentLength: 'matching', bytes: 30 }), {
        kind: 'unexpectedAnswer',
      });
    });
  }

  for (const [what, call] of withBody) {
    it(`the body being cut in the middle of a chunk while ${what}, it is the connection that was lost`, async () => {
      const head = 'HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n';
      const server = await startAnswering(`${head}9\r\n[{"to`);
      await refused(call(endpointOf(server), fresh.operator), { kind: 'connectionLost' });
    });
  }

  function callWithFault(call: Call<unknown>, fault: Fault): Promise<unknown> {
    fresh.server.faults.add(fault);
    return call(fresh.endpoint, fresh.operator);
  }
});
