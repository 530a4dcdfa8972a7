import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activateExtension, run, variable } from '../support/extension.ts';

const globalDispatchers = () =>
  ['1', '2', '3'].map((n) => (globalThis as Record<symbol, unknown>)[Symbol.for(`undici.globalDispatcher.${n}`)]);

// This file runs first in its suite, so that it sees the effects of the very first request.
describe('Shared extension host', () => {
  it('keeps its dispatchers and fetch after the first requests', async () => {
    const url = variable('SERVER_URL');
    const before = { dispatchers: globalDispatchers(), fetch: globalThis.fetch };
    await activateExtension();
    await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', [{ name: 'Local', url }], true);
    const tested = await run<{ ok: boolean }>('testConnection', { server: 'Local' });
    assert.equal(tested.ok, true);
    assert.deepEqual(
      globalDispatchers().map((dispatcher, index) => dispatcher === before.dispatchers[index]),
      [true, true, true],
    );
    assert.equal(globalThis.fetch, before.fetch);
    assert.equal((await fetch(url, { method: 'OPTIONS' })).status, 204);
  });
});
