import assert from 'node:assert/strict';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import type { ServerErrorKind } from '../../../src/influxdb/transport/serverError.ts';
import type { Fault } from '../../support/influxdb3/faults.ts';
import { changes, reads, type Call } from './helpers/calls.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { freshServer } from './helpers/freshServer.ts';
import { startCannedServer } from './helpers/rawServer.ts';
import { expectServerError } from './helpers/expectServerError.ts';

/** All changes except creating the operator token, which works only once. */
const repeatable = Object.entries(changes).filter(([what]) => what !== 'creating the operator token');

const losses: Record<string, { fault: Fault; kind: ServerErrorKind; isDone: boolean }> = {
  'the connection closes before the change': {
    fault: { kind: 'close', when: 'beforeWork' },
    kind: 'connectionLost',
    isDone: false,
  },
  'the connection closes after the change': {
    fault: { kind: 'close', when: 'afterWork' },
    kind: 'connectionLost',
    isDone: true,
  },
  'the connection is reset before the change': {
    fault: { kind: 'close', when: 'beforeWork', reset: true },
    kind: 'connectionLost',
    isDone: false,
  },
  'the connection is reset after the change': {
    fault: { kind: 'close', when: 'afterWork', reset: true },
    kind: 'connectionLost',
    isDone: true,
  },
  'the headers are truncated': { fault: { kind: 'cutHeaders' }, kind: 'connectionLost', isDone: true },
  'the status is 500 before the change': {
    fault: { kind: 'status', status: 500, work: 'undone', body: 'oops' },
    kind: 'serverFailed',
    isDone: false,
  },
  'the status is 500 after the change': {
    fault: { kind: 'status', status: 500, work: 'done', body: 'oops' },
    kind: 'serverFailed',
    isDone: true,
  },
  'a proxy responds with 502 after the change': {
    fault: { kind: 'status', status: 502, work: 'done', body: '<html>Bad Gateway' },
    kind: 'serverFailed',
    isDone: true,
  },
  'a proxy responds with 504 before the change': {
    fault: { kind: 'status', status: 504, work: 'undone' },
    kind: 'serverFailed',
    isDone: false,
  },
};

describe('lost response to a change', () => {
  const fresh = freshServer();

  for (const [loss, { fault, kind, isDone }] of Object.entries(losses)) {
    describe(`when ${loss}`, () => {
      for (const [what, call] of repeatable) {
        it(`throws an unknown outcome for ${what}`, async () => {
          const before = JSON.stringify(fresh.server.tokens());
          fresh.server.faults.add(fault);
          await expectServerError(call(fresh.endpoint, fresh.operator), { kind, outcome: 'unknown' });
          assert.equal(fresh.server.requests.length, 1, 'the request was sent again');
          assert.equal(JSON.stringify(fresh.server.tokens()) !== before, isDone);
        });
      }
    });
  }

  for (const [what, call] of repeatable.filter(([what]) => what !== 'deleting a token')) {
    for (const [where, bytes] of [
      ['before the token', 20],
      ['inside the token', 60],
    ] as const) {
      it(`throws an unknown outcome for ${what} truncated ${where}`, async () => {
        fresh.server.faults.add({ kind: 'cutBody', bytes });
        await expectServerError(call(fresh.endpoint, fresh.operator), { kind: 'connectionLost', outcome: 'unknown' });
        fresh.server.faults.add({ kind: 'truncate', contentLength: 'original', bytes });
        await assert.rejects(call(fresh.endpoint, fresh.operator));
      });
    }
  }

  it('confirms a delete when the response is truncated after status 200', async () => {
    const server = await startCannedServer('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"so');
    await deleteToken(endpointOf(server), fresh.operator, 'old');
    assert.equal(server.received.length, 1);
  });
});

describe('lost response to a read', () => {
  const fresh = freshServer();
  const withBody = Object.entries(reads).filter(([what]) => what !== 'probing');

  for (const [what, call] of Object.entries(reads)) {
    it(`throws an outcome of nothing when the connection closes while ${what}`, async () => {
      await expectServerError(callWithFault(call, { kind: 'close', when: 'afterWork' }), { kind: 'connectionLost' });
      await expectServerError(callWithFault(call, { kind: 'cutHeaders' }), { kind: 'connectionLost' });
      await expectServerError(callWithFault(call, { kind: 'status', status: 503, work: 'done' }), {
        kind: 'serverFailed',
        status: 503,
      });
      assert.equal(fresh.server.requests.length, 3);
    });
  }

  for (const [what, call] of withBody) {
    it(`rejects a truncated body when ${what}`, async () => {
      await expectServerError(callWithFault(call, { kind: 'cutBody', bytes: 30 }), { kind: 'connectionLost' });
      await expectServerError(callWithFault(call, { kind: 'truncate', contentLength: 'original', bytes: 30 }), {
        kind: 'connectionLost',
      });
      await expectServerError(callWithFault(call, { kind: 'truncate', contentLength: 'matching', bytes: 30 }), {
        kind: 'unexpectedResponse',
      });
    });
  }

  for (const [what, call] of withBody) {
    it(`throws connectionLost when a chunk is truncated while ${what}`, async () => {
      const head = 'HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n';
      const server = await startCannedServer(`${head}9\r\n[{"to`);
      await expectServerError(call(endpointOf(server), fresh.operator), { kind: 'connectionLost' });
    });
  }

  function callWithFault(call: Call<unknown>, fault: Fault): Promise<unknown> {
    fresh.server.faults.add(fault);
    return call(fresh.endpoint, fresh.operator);
  }
});
