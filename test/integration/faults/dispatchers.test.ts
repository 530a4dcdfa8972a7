import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, run, variable } from '../support/extension.ts';

const slots = () =>
  ['1', '2', '3'].map((n) => (globalThis as Record<symbol, unknown>)[Symbol.for(`undici.globalDispatcher.${n}`)]);

// First of its suite: what it looks at happens at the first request.
describe('The extension host that every extension shares', () => {
  it('has the dispatchers and the fetch that it had, after our first requests as before', async () => {
    const url = variable('SERVER_URL');
    const before = { slots: slots(), fetch: globalThis.fetch };
    await activated();
    await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', [{ name: 'Local', url }], true);
    const tested = await run<{ ok: boolean }>('testConnection', { server: 'Local' });
    assert.equal(tested.ok, true);
    assert.deepEqual(
      slots().map((now, index) => now === before.slots[index]),
      [true, true, true],
    );
    assert.equal(globalThis.fetch, before.fetch);
    assert.equal((await fetch(url, { method: 'OPTIONS' })).status, 204);
  });
});
