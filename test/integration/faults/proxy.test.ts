import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { remote, startProxy } from '../../unit/influxdb/helpers/httpProxy.ts';
import { activated, run, variable } from '../support/extension.ts';

const server = 'Behind a proxy';
const test = (): Promise<{ server: string; ok: boolean }> => run('testConnection', { server, confirm: true });

describe("VS Code's own proxy", () => {
  const url = remote(variable('SERVER_URL'));
  const setProxy = (proxy: string | undefined) =>
    vscode.workspace.getConfiguration('http').update('proxy', proxy, true);
  const servers = () => vscode.workspace.getConfiguration('influxdb3Tokens');

  before(async () => {
    await activated();
    await servers().update('servers', [{ name: server, url }], true);
  });

  after(async () => {
    await setProxy(undefined);
    await servers().update('servers', undefined, true);
  });

  it('is taken as it stands at each request, and its faults are told as its own', async () => {
    const proxy = await startProxy({ credentials: 'me:it' });
    await setProxy(proxy.url);
    await assert.rejects(test(), /proxy 127\.0\.0\.1:\d+ wants a user name.*"http\.proxy"/);
    await setProxy(proxy.url.replace('//', '//me:it@'));
    assert.equal((await test()).ok, true);
    assert.ok(proxy.forwarded.length >= 2 && proxy.forwarded.every((target) => target.startsWith(`${url}/`)));
    await setProxy('socks5://127.0.0.1:1080');
    await assert.rejects(test(), /"http\.proxy" names a SOCKS proxy/);
  });
});
