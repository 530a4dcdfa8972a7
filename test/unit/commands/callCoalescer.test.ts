import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallCoalescer } from '../../../src/commands/callCoalescer.ts';
import type { Server } from '../../../src/core/server/server.ts';
import { MessageNode, ServerNode, type Message } from '../../../src/ui/servers/nodes.ts';

describe('CallCoalescer', () => {
  const target = { server: 'Local', name: 'ci' };
  let calls: number;
  let coalescer: CallCoalescer;
  beforeEach(() => {
    calls = 0;
    coalescer = new CallCoalescer();
  });

  it('returns the result of the running call for the same target', async () => {
    const work = async () => {
      calls += 1;
      await sleep(20);
      return { id: calls };
    };
    const results = await Promise.all([
      coalescer.run(target, work),
      coalescer.run({ ...target }, work),
      coalescer.run(target, work),
    ]);
    assert.deepEqual(results, [{ id: 1 }, { id: 1 }, { id: 1 }]);
    assert.deepEqual(await coalescer.run(target, work), { id: 2 });
  });

  it('throws the error of the running call for the same target', async () => {
    const work = async () => {
      calls += 1;
      await sleep(20);
      throw new Error('refused');
    };
    await Promise.all([
      assert.rejects(coalescer.run(target, work), /refused/),
      assert.rejects(coalescer.run(target, work), /refused/),
    ]);
    assert.equal(calls, 1);
  });

  it("doesn't wait for a call on another target or from the command palette", async () => {
    const never = new Promise<never>(() => undefined);
    void coalescer.run(target, () => never);
    void coalescer.run(undefined, () => never);
    assert.equal(await coalescer.run({ ...target, name: 'other' }, async () => Promise.resolve('other')), 'other');
    assert.equal(await coalescer.run(undefined, async () => Promise.resolve('palette')), 'palette');
  });

  it('treats a refreshed row as the same target, unless its purpose differs', async () => {
    const server = { url: 'http://localhost:8181' } as Server;
    const row = (purpose?: Message['purpose']) =>
      new MessageNode({ ...server }, { text: untranslated('a row'), icon: 'shield', ...(purpose && { purpose }) });
    const started: string[] = [];
    const rows = {
      plain: row(),
      refreshed: row(),
      server: new ServerNode(server),
      trust: row('trust'),
      ca: row('caFile'),
    };
    await Promise.all(
      Object.entries(rows).map(([name, node]) =>
        coalescer.run(node, async () => {
          started.push(name);
          await sleep(20);
        }),
      ),
    );
    assert.deepEqual(started, ['plain', 'trust', 'ca']);
  });

  it('returns the result of a call that ends in the same tick', async () => {
    const response = Promise.withResolvers<string>();
    const work = async () => {
      calls += 1;
      return response.promise;
    };
    const first = coalescer.run(target, work);
    response.resolve('one token');
    assert.deepEqual([await coalescer.run(target, work), await first, calls], ['one token', 'one token', 1]);
  });

  it('starts a new call if the running one was canceled in the same tick', async () => {
    const response = Promise.withResolvers<string | undefined>();
    const first = coalescer.run(target, async () => {
      const result = await response.promise;
      // A cancellation passes through many promises on its way out of a command.
      for (let depth = 0; depth < 50; depth++) await Promise.resolve();
      return result;
    });
    response.resolve(undefined);
    const second = coalescer.run(target, async () => Promise.resolve('asked again'));
    assert.equal(await first, undefined);
    assert.equal(await second, 'asked again');
  });
});
