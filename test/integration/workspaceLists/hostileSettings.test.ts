import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Settings } from '../../../src/vscode/settings.ts';
import { activateExtension, run, variable } from '../support/extension.ts';
import { signInSecret } from '../support/secrets.ts';

interface Occurrence {
  readonly file: string;
  readonly name?: string;
}

// The workspace is trusted. It excludes `.env` files in each way that VS Code and ripgrep know, and sets a proxy.
describe('Hostile settings of a trusted workspace', () => {
  const url = variable('SERVER_URL');

  before(async () => {
    assert.ok(vscode.workspace.isTrusted);
    await activateExtension();
    await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', [{ name: 'Mine', url }], true);
    await run('createOperatorToken', { server: url });
  });

  it('cannot redirect the name of a server of the user', async () => {
    assert.equal((await run<{ server: string }>('testConnection', { server: 'Mine' })).server, url);
    const { secrets } = await activateExtension();
    assert.equal(await signInSecret(secrets, 'http://127.0.0.1:9'), undefined);
    await assert.rejects(run('testConnection', { server: 'http://127.0.0.1:9' }));
  });

  it("cannot set a proxy, or settings that are the user's alone", () => {
    const settings = new Settings();
    const { systemCertificates, proxy } = settings.network;
    const user = vscode.workspace.getConfiguration('http').inspect('proxySupport');
    // Some versions of VS Code accept this setting from a workspace, and others ignore it.
    assert.deepEqual(
      [systemCertificates, proxy.proxy, proxy.proxySupport, proxy.proxyStrictSSL, proxy.noProxy],
      [true, '', user?.globalValue ?? user?.defaultValue, true, []],
    );
    assert.deepEqual(
      [settings.keepCreatedTokens, settings.requestTimeout, settings.clearClipboardAfterSeconds],
      [true, 10_000, 60],
    );
    settings.dispose();
  });

  it('cannot hide an occurrence from the search that precedes a deletion', async () => {
    const created = await run<{ name: string }>('createNamedToken', { server: url, name: 'hidden', expiry: 'never' });
    const file = join(variable('ONE'), 'app.env');
    await run('copyToken', { server: url, name: created.name, confirm: true });
    await writeFile(file, `TOKEN=${await vscode.env.clipboard.readText()}\n`);
    const found = await run<{ places: Occurrence[] }>('findTokensInWorkspace', { confirm: true });
    assert.deepEqual(
      found.places.map((occurrence) => [occurrence.file, occurrence.name]),
      [['app.env', 'hidden']],
    );
  });
});
