import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, run, variable } from '../support/extension.ts';
import { keysOf } from '../support/secrets.ts';

const personsList = () => vscode.workspace.getConfiguration('influxdb3Tokens').inspect('servers')?.globalValue;

describe('The list of servers', () => {
  const url = variable('SERVER_URL');

  before(async () => {
    await activated();
    await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', undefined, true);
  });

  it("takes a server into the person's settings, by its normalised URL", async () => {
    await run('addServer', { server: ` ${url.replace('http:', 'HTTP:')}/ `, name: 'Local' });
    assert.deepEqual(personsList(), [{ name: 'Local', url }]);
  });

  for (const [what, server, reason] of [
    ['no scheme', 'localhost:8181', /Begin the URL with http/],
    ['an empty one', '', /Give the server a URL/],
    ['another scheme', 'ftp://localhost', /not ftp/],
    ['credentials', 'https://me:secret@localhost:8181', /Leave the user name and password out/],
    ['a query', 'https://localhost:8181/?db=x', /Leave out everything from the "\?"/],
    ['a server that is there already', url, /configured already, as "Local"/],
  ] as const) {
    it(`refuses a URL with ${what}, says why, and writes nothing`, async () => {
      await assert.rejects(run('addServer', { server, name: 'Other' }), { message: reason });
      assert.deepEqual(personsList(), [{ name: 'Local', url }]);
    });
  }

  it('refuses a name that is taken, and one that is blank', async () => {
    await assert.rejects(run('addServer', { server: 'http://127.0.0.1:1', name: 'Local' }), /called "Local" already/);
    await assert.rejects(run('addServer', { server: 'http://127.0.0.1:1', name: ' ' }), /Give the server a name/);
  });

  it('keeps a path prefix, and an IPv6 host', async () => {
    await run('addServer', { server: 'https://[::1]:8181/influx/', name: 'Behind a proxy' });
    assert.deepEqual(personsList(), [
      { name: 'Local', url },
      { name: 'Behind a proxy', url: 'https://[::1]:8181/influx' },
    ]);
  });

  it('renames a server', async () => {
    await run('editServer', { server: 'Behind a proxy', newName: 'Proxy' });
    assert.deepEqual(personsList(), [
      { name: 'Local', url },
      { name: 'Proxy', url: 'https://[::1]:8181/influx' },
    ]);
  });

  it('removes a server and whatever was stored for it', async () => {
    const { secrets } = await activated();
    await run('removeServer', { server: 'Proxy', confirm: true });
    assert.deepEqual(personsList(), [{ name: 'Local', url }]);
    assert.deepEqual(await keysOf(secrets, 'https://[::1]:8181/influx'), []);
  });

  it('is not changed where nobody said yes: a removal without it rejects', async () => {
    await assert.rejects(run('removeServer', { server: 'Local' }));
    assert.deepEqual(personsList(), [{ name: 'Local', url }]);
  });

  it('keeps a malformed entry to itself: the others work, and it is still in the settings afterwards', async () => {
    const broken: unknown[] = [{ name: 'No URL' }, 7, { name: 'Bad', url: 'nonsense' }];
    const configuration = vscode.workspace.getConfiguration('influxdb3Tokens');
    await configuration.update('servers', [...broken, { name: 'Local', url }], true);
    const tested = await run<{ ok: boolean }>('testConnection', { server: 'Local' });
    assert.equal(tested.ok, true);
    await assert.rejects(run('testConnection', { server: 'Bad' }), /No configured server is called "Bad"/);
    await run('editServer', { server: 'Local', newName: 'Still there' });
    assert.deepEqual(personsList(), [...broken, { name: 'Still there', url }]);
    await configuration.update('servers', [{ name: 'Local', url }], true);
  });

  it('refuses a name that two servers have, and names their URLs', async () => {
    const configuration = vscode.workspace.getConfiguration('influxdb3Tokens');
    const twins = [
      { name: 'Twin', url: 'http://127.0.0.1:1' },
      { name: 'Twin', url: 'http://127.0.0.1:2' },
    ];
    await configuration.update('servers', [{ name: 'Local', url }, ...twins], true);
    await assert.rejects(run('testConnection', { server: 'Twin' }), /127\.0\.0\.1:1, http:\/\/127\.0\.0\.1:2/);
    await configuration.update('servers', [{ name: 'Local', url }], true);
  });

  it('refuses arguments that it does not know, or of another kind', async () => {
    await assert.rejects(run('refresh', { sever: 'Local' }), /"sever" is unknown/);
    await assert.rejects(run('refresh', { server: 7 }), /"server"/);
    await assert.rejects(
      async () => vscode.commands.executeCommand('influxdb3Tokens.refresh', 'Local'),
      /object of arguments/,
    );
  });
});
