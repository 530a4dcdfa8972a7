import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { Token } from '../../../../src/core/token/token.ts';
import { Canceled } from '../../../../src/core/errors.ts';
import { creations, calls, changes, reads, type Call } from '../helpers/calls.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { freshServer } from '../helpers/freshServer.ts';
import { startRawServer } from '../helpers/rawServer.ts';
import { expectServerError, errorOf } from '../helpers/expectServerError.ts';
import { until } from '../helpers/until.ts';

const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);
const cancellation = new Canceled();

describe('canceling before anything is sent', () => {
  for (const [what, call] of Object.entries(calls)) {
    it(`throws the reason without connecting when ${what}`, async () => {
      const server = await startRawServer({});
      assert.equal(
        await errorOf(call(endpointOf(server), bearer, { signal: AbortSignal.abort(cancellation) })),
        cancellation,
      );
      assert.equal(server.received.length, 0);
    });

    it(`closes the connection and sends nothing when ${what}`, async () => {
      const server = await startRawServer({});
      const controller = new AbortController();
      const url = server.url.replace('http:', 'https:');
      const thrown = errorOf(call(endpointOf({ url }), bearer, { signal: controller.signal }));
      await until('the handshake began', () => server.received[0] !== undefined && server.received[0] !== '');
      controller.abort(cancellation);
      assert.equal(await thrown, cancellation);
      await until('the connection was closed', () => server.openConnections === 0);
    });
  }

  it('throws an AbortError when the signal has no reason', async () => {
    const thrown = await errorOf(
      reads['probing'](endpointOf({ url: 'http://127.0.0.1:9' }), bearer, { signal: AbortSignal.abort() }),
    );
    assert.ok(thrown instanceof DOMException && thrown.name === 'AbortError');
  });
});

describe('canceling a sent request', () => {
  const fresh = freshServer();

  /** Aborts when the server has received the request but not responded. */
  async function cancelAfterSending<Result>(call: Call<unknown>, then: (result: Promise<unknown>) => Promise<Result>) {
    fresh.server.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 30 });
    const controller = new AbortController();
    const result = then(call(fresh.endpoint, fresh.operator, { signal: controller.signal }));
    await until('the request arrived', () => fresh.server.requests.length === 1);
    controller.abort(cancellation);
    const settled = await result;
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
    await until('the connection was closed', () => fresh.server.openConnections === 0);
    assert.equal(fresh.server.requests.length, 1);
    return settled;
  }

  for (const [what, call] of Object.entries(reads)) {
    it(`stops waiting when ${what}`, async () => {
      assert.equal(await cancelAfterSending(call, errorOf), cancellation);
    });
  }

  for (const [what, call] of Object.entries(creations).filter(([what]) => what !== 'creating the operator token')) {
    it(`still returns the new token when ${what}`, async () => {
      const created = await cancelAfterSending(call, (result) => result as ReturnType<typeof call>);
      assert.ok(created.token.hasServerFormat);
      assert.ok(fresh.server.tokens().some(({ hash }) => created.token.matches(String(hash))));
    });
  }

  it('still confirms that a token was deleted', async () => {
    await cancelAfterSending(changes['deleting a token'], (result) => result);
    assert.deepEqual(fresh.names(), ['_admin']);
  });

  it('throws an unknown outcome when the response to the change is lost', async () => {
    fresh.server.faults.add({ kind: 'close', when: 'afterWork', method: 'DELETE' });
    await cancelAfterSending(changes['deleting a token'], (result) =>
      expectServerError(result, { kind: 'connectionLost', outcome: 'unknown' }),
    );
  });

  it('has no effect after the response, and leaves no listener', async () => {
    for (const call of Object.values(reads)) {
      const controller = new AbortController();
      await call(fresh.endpoint, fresh.operator, { signal: controller.signal });
      assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
      controller.abort(cancellation);
    }
  });
});
