import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { OnceAtATime } from '../../../src/commands/onceAtATime.ts';
import type { Server } from '../../../src/core/server.ts';
import { MessageNode, ServerNode, type Message } from '../../../src/ui/nodes.ts';

describe('A command that is called a second time on the same target', () => {
  const target = { server: 'Local', name: 'ci' };
  let calls: number;
  let once: OnceAtATime;
  beforeEach(() => {
    calls = 0;
    once = new OnceAtATime();
  });

  it('gets what the first call gets, while that is at work', async () => {
    const work = async () => {
      calls += 1;
      await sleep(20);
      return { id: calls };
    };
    const results = await Promise.all([once.run(target, work), once.run({ ...target }, work), once.run(target, work)]);
    assert.deepEqual(results, [{ id: 1 }, { id: 1 }, { id: 1 }]);
    assert.deepEqual(await once.run(target, work), { id: 2 });
  });

  it('gets the failure of the first call, too', async () => {
    const work = async () => {
      calls += 1;
      await sleep(20);
      throw new Error('refused');
    };
    await Promise.all([
      assert.rejects(once.run(target, work), /refused/),
      assert.rejects(once.run(target, work), /refused/),
    ]);
    assert.equal(calls, 1);
  });

  it('does not wait for a call on another target, nor for one from the palette', async () => {
    const never = new Promise<never>(() => undefined);
    void once.run(target, () => never);
    void once.run(undefined, () => never);
    assert.equal(await once.run({ ...target, name: 'other' }, async () => Promise.resolve('other')), 'other');
    assert.equal(await once.run(undefined, async () => Promise.resolve('palette')), 'palette');
  });

  it('takes a row that was drawn anew for the same, and one that is there for something else for another', async () => {
    const server = { url: 'http://localhost:8181' } as Server;
    const row = (purpose?: Message['purpose']) =>
      new MessageNode({ ...server }, { text: 'a row', icon: 'shield', ...(purpose && { purpose }) });
    const began: string[] = [];
    const rows = { plain: row(), again: row(), server: new ServerNode(server), trust: row('trust'), ca: row('caFile') };
    await Promise.all(
      Object.entries(rows).map(([name, node]) =>
        once.run(node, async () => {
          began.push(name);
          await sleep(20);
        }),
      ),
    );
    assert.deepEqual(began, ['plain', 'trust', 'ca']);
  });

  it('gets what the first call gets, also where that ends at the same moment', async () => {
    const answer = Promise.withResolvers<string>();
    const work = async () => {
      calls += 1;
      return answer.promise;
    };
    const first = once.run(target, work);
    answer.resolve('one token');
    assert.deepEqual([await once.run(target, work), await first, calls], ['one token', 'one token', 1]);
  });

  it('begins anew where the first was given up at the same moment', async () => {
    const answer = Promise.withResolvers<string | undefined>();
    const first = once.run(target, async () => {
      const yes = await answer.promise;
      // As far from the end as a question deep in a command is.
      for (let depth = 0; depth < 50; depth++) await Promise.resolve();
      return yes;
    });
    answer.resolve(undefined);
    const second = once.run(target, async () => Promise.resolve('asked again'));
    assert.equal(await first, undefined);
    assert.equal(await second, 'asked again');
  });
});
