import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { RedrawQueue } from '../../../../src/ui/servers/redrawQueue.ts';

interface Row {
  readonly name: string;
}

describe('RedrawQueue', () => {
  const row: Row = { name: 'Local' };
  const other: Row = { name: 'Other' };
  let states: Map<Row, { readonly tokens: number }>;
  let isVisible: boolean;
  let redrawn: (Row | undefined)[];
  let upToDate: Row[];
  let queue: RedrawQueue<Row, { readonly tokens: number } | undefined>;

  beforeEach(() => {
    states = new Map([
      [row, { tokens: 1 }],
      [other, { tokens: 2 }],
    ]);
    isVisible = true;
    redrawn = [];
    upToDate = [];
    queue = new RedrawQueue({
      stateOf: (one) => states.get(one),
      isViewVisible: () => isVisible,
      redraw: (one) => redrawn.push(one),
      onUpToDate: (one) => upToDate.push(one),
    });
    for (const one of [row, other]) {
      queue.onRead(one, states.get(one));
      queue.onReadBelow(one, states.get(one));
    }
  });

  afterEach(() => queue.dispose());

  const afterRedraw = () => delay(120);

  it('redraws a row whose state changed, once for several changes', async () => {
    states.set(row, { tokens: 3 });
    queue.markStale(row);
    queue.markStale(row);
    await afterRedraw();
    assert.deepEqual(redrawn, [row]);
  });

  it('leaves a row alone that already shows an equal state', async () => {
    states.set(row, { tokens: 1 });
    queue.markStale(row);
    await afterRedraw();
    assert.deepEqual([redrawn, upToDate], [[], [row]]);
  });

  it('redraws a row that is collapsed, hidden, or was never read', async () => {
    queue.onCollapse(row);
    queue.markStale(row);
    await afterRedraw();
    isVisible = false;
    queue.markStale(other);
    await afterRedraw();
    const unread = { name: 'unread' };
    queue.markStale(unread);
    await afterRedraw();
    assert.deepEqual(redrawn, [row, other, unread]);
  });

  it('redraws everything at once when the list changed', async () => {
    queue.markStale(row);
    queue.markStale(undefined);
    queue.markStale(other);
    await afterRedraw();
    assert.deepEqual(redrawn, [undefined]);
  });

  it('redraws nothing after it is disposed', async () => {
    queue.markStale(undefined);
    queue.dispose();
    await afterRedraw();
    assert.deepEqual(redrawn, []);
  });
});
