import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Emitter } from '../../../src/core/emitter.ts';

describe('Emitter', () => {
  it('calls every listener with the value until it is disposed of', () => {
    const emitter = new Emitter<number>();
    const values: string[] = [];
    const first = emitter.event((value) => values.push(`first ${value}`));
    emitter.event((value) => values.push(`second ${value}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(values, ['first 1', 'second 1', 'second 2']);
  });

  it('adds a listener once for each subscription', () => {
    const emitter = new Emitter<undefined>();
    let calls = 0;
    const listener = () => calls++;
    const subscription = emitter.event(listener);
    emitter.event(listener);
    subscription.dispose();
    emitter.fire(undefined);
    assert.equal(calls, 1);
  });

  it('calls no listener after it is disposed, also none that is added then', () => {
    const emitter = new Emitter<undefined>();
    emitter.event(() => assert.fail('called'));
    emitter.dispose();
    emitter.event(() => assert.fail('called'));
    emitter.fire(undefined);
  });

  it('does not call a listener that an earlier one disposed of', () => {
    const emitter = new Emitter<undefined>();
    emitter.event(() => second.dispose());
    const second = emitter.event(() => assert.fail('called'));
    emitter.fire(undefined);
  });

  it('calls the other listeners when one throws, and reports the error', async () => {
    const emitter = new Emitter<undefined>();
    const failure = new Error('listener');
    let wasCalled = false;
    emitter.event(() => {
      throw failure;
    });
    emitter.event(() => {
      wasCalled = true;
    });
    const handlers = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const reported = once(process, 'uncaughtException');
    emitter.fire(undefined);
    assert.ok(wasCalled);
    assert.equal((await reported)[0], failure);
    handlers.forEach((handler) => process.on('uncaughtException', handler));
  });
});
