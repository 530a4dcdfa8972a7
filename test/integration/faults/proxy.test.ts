import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { remoteUrl, startProxy } from '../../unit/influxdb/helpers/httpProxy.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { activateExtension, run, variable } from '../support/extension.ts';

const server = 'Behind a proxy';
const testConnection = (): Promise<{ server: string; ok: boolean }> => run('testConnection', { server, confirm: true });

describe("VS Code's proxy setting", () => {
  const url = remoteUrl(variable('SERVER_URL'));
  const setProxy = (proxy: string | undefined) =>
    vscode.workspace.getConfiguration('http').update('proxy', proxy, true);
  const servers = () => vscode.workspace.getConfiguration('influxdb3Tokens');

  before(async () => {
    await activateExtension();
    await servers().update('servers', [{ name: server, url }], true);
  });

  after(async () => {
    await setProxy(undefined);
    await servers().update('servers', undefined, true);
  });

  it('is read for each request, and its errors are reported', async () => {
    const proxy = await startProxy({ credentials: 'me:it' });
    await setProxy(proxy.url);
    await assert.rejects(testConnection(), sentencePattern('proxyNeedsCredentials', undefined, 'http.proxy'));
    await setProxy(proxy.url.replace('//', '//me:it@'));
    assert.equal((await testConnection()).ok, true);
    assert.ok(proxy.forwarded.length >= 2 && proxy.forwarded.every((target) => target.startsWith(`${url}/`)));
    await setProxy('socks5://127.0.0.1:1080');
    await assert.rejects(testConnection(), sentencePattern('proxyIsSocks', 'http.proxy'));
  });
});
