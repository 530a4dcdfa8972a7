import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { sentencePattern } from '../../support/sentences.ts';
import { activateExtension, run, variable } from '../support/extension.ts';
import { keysOf } from '../support/secrets.ts';

const userServers = () => vscode.workspace.getConfiguration('influxdb3Tokens').inspect('servers')?.globalValue;

describe('Server list commands', () => {
  const url = variable('SERVER_URL');

  before(async () => {
    await activateExtension();
    await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', undefined, true);
  });

  it("addServer writes the normalized URL to the user's settings", async () => {
    await run('addServer', { server: ` ${url.replace('http:', 'HTTP:')}/ `, name: 'Local' });
    assert.deepEqual(userServers(), [{ name: 'Local', url }]);
  });

  for (const [what, server, message] of [
    ['no scheme', 'localhost:8181', sentencePattern('startUrlWithHttp')],
    ['no content', '', sentencePattern('urlMissing')],
    ['an unsupported scheme', 'ftp://localhost', sentencePattern('urlSchemeUnsupported', 'ftp')],
    ['credentials', 'https://me:secret@localhost:8181', sentencePattern('urlWithCredentials')],
    ['a query', 'https://localhost:8181/?db=x', sentencePattern('urlWithQuery')],
    ['a server that is already listed', url, sentencePattern('serverAlreadyInSettings', 'Local')],
  ] as const) {
    it(`addServer rejects a URL with ${what}`, async () => {
      await assert.rejects(run('addServer', { server, name: 'Other' }), { message });
      assert.deepEqual(userServers(), [{ name: 'Local', url }]);
    });
  }

  it('addServer rejects a duplicate or blank name', async () => {
    await assert.rejects(
      run('addServer', { server: 'http://127.0.0.1:1', name: 'Local' }),
      sentencePattern('serverNameTaken', 'Local'),
    );
    await assert.rejects(
      run('addServer', { server: 'http://127.0.0.1:1', name: ' ' }),
      sentencePattern('serverNameMissing'),
    );
  });

  it('addServer keeps a path prefix and an IPv6 host', async () => {
    await run('addServer', { server: 'https://[::1]:8181/influx/', name: 'Behind a proxy' });
    assert.deepEqual(userServers(), [
      { name: 'Local', url },
      { name: 'Behind a proxy', url: 'https://[::1]:8181/influx' },
    ]);
  });

  it('editServer renames a server', async () => {
    await run('editServer', { server: 'Behind a proxy', newName: 'Proxy' });
    assert.deepEqual(userServers(), [
      { name: 'Local', url },
      { name: 'Proxy', url: 'https://[::1]:8181/influx' },
    ]);
  });

  it('removeServer removes a server and its secrets', async () => {
    const { secrets } = await activateExtension();
    await run('removeServer', { server: 'Proxy', confirm: true });
    assert.deepEqual(userServers(), [{ name: 'Local', url }]);
    assert.deepEqual(await keysOf(secrets, 'https://[::1]:8181/influx'), []);
  });

  it('removeServer rejects without a confirmation', async () => {
    await assert.rejects(run('removeServer', { server: 'Local' }));
    assert.deepEqual(userServers(), [{ name: 'Local', url }]);
  });

  it('editServer keeps malformed entries', async () => {
    const malformed: unknown[] = [{ name: 'No URL' }, 7, { name: 'Bad', url: 'nonsense' }];
    const configuration = vscode.workspace.getConfiguration('influxdb3Tokens');
    await configuration.update('servers', [...malformed, { name: 'Local', url }], true);
    const tested = await run<{ ok: boolean }>('testConnection', { server: 'Local' });
    assert.equal(tested.ok, true);
    await assert.rejects(run('testConnection', { server: 'Bad' }), sentencePattern('serverNotFound', 'Bad'));
    await run('editServer', { server: 'Local', newName: 'Renamed' });
    assert.deepEqual(userServers(), [...malformed, { name: 'Renamed', url }]);
    await configuration.update('servers', [{ name: 'Local', url }], true);
  });

  it('rejects an ambiguous server name and lists the URLs', async () => {
    const configuration = vscode.workspace.getConfiguration('influxdb3Tokens');
    const duplicates = [
      { name: 'Twin', url: 'http://127.0.0.1:1' },
      { name: 'Twin', url: 'http://127.0.0.1:2' },
    ];
    await configuration.update('servers', [{ name: 'Local', url }, ...duplicates], true);
    await assert.rejects(run('testConnection', { server: 'Twin' }), /127\.0\.0\.1:1, http:\/\/127\.0\.0\.1:2/);
    await configuration.update('servers', [{ name: 'Local', url }], true);
  });

  it('rejects unknown and malformed arguments', async () => {
    await assert.rejects(run('refresh', { sever: 'Local' }), sentencePattern('argumentInvalid', 'sever'));
    await assert.rejects(run('refresh', { server: 7 }), sentencePattern('argumentInvalid', 'server'));
    await assert.rejects(
      async () => vscode.commands.executeCommand('influxdb3Tokens.refresh', 'Local'),
      sentencePattern('argumentsNotAnObject'),
    );
  });
});
