import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Debounce } from '../../../src/core/debounce.ts';

describe('Debounce', () => {
  const counting = (milliseconds: number) => {
    let runs = 0;
    const debounce = new Debounce(milliseconds, () => runs++);
    return { debounce, runs: () => runs };
  };

  it('runs once for several calls', async () => {
    const { debounce, runs } = counting(10);
    debounce.schedule();
    debounce.schedule();
    assert.ok(debounce.isPending);
    await delay(40);
    assert.equal(runs(), 1);
    assert.ok(!debounce.isPending);
  });

  it('runs again for a call after it ran', async () => {
    const { debounce, runs } = counting(5);
    debounce.schedule();
    await delay(30);
    debounce.schedule();
    await delay(30);
    assert.equal(runs(), 2);
  });

  it('starts the delay again when it is rescheduled', async () => {
    const { debounce, runs } = counting(200);
    debounce.schedule();
    await delay(120);
    debounce.reschedule();
    await delay(120);
    assert.equal(runs(), 0);
    await delay(200);
    assert.equal(runs(), 1);
  });

  it('runs nothing after it is disposed', async () => {
    const { debounce, runs } = counting(5);
    debounce.schedule();
    debounce.dispose();
    await delay(30);
    assert.equal(runs(), 0);
  });
});
