import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { makeAuthority } from '../../influxdb3/certificates.ts';
import { activated, eventually, run, variable } from '../support/extension.ts';
import { signInSecret } from '../support/secrets.ts';
import { sha512 } from '../support/serverList.ts';
import { signedIn } from '../support/signedIn.ts';

const server = 'Local';

/** Run by the shell in a terminal: says what is in its environment, the token by its hash only. */
const tell = `
const { createHash } = require('node:crypto');
const { renameSync, writeFileSync } = require('node:fs');
const { INFLUXDB3_HOST_URL: url, INFLUXDB3_AUTH_TOKEN: token, INFLUXDB3_TLS_CA: ca } = process.env;
const hash = token === undefined ? undefined : createHash('sha512').update(token).digest('hex');
const file = process.argv[2];
writeFileSync(file + '.part', JSON.stringify({ url, hash, ca }));
renameSync(file + '.part', file);
`;

describe('A terminal for a server', function () {
  this.timeout(30_000);
  const url = variable('SERVER_URL');
  let folder = '';
  let token = '';

  before(async () => {
    await signedIn(server, url);
    const { secrets } = await activated();
    token = (await signInSecret(secrets, url)) ?? '';
    assert.notEqual(token, '');
    folder = mkdtempSync(join(tmpdir(), 'terminal-'));
    writeFileSync(join(folder, 'tell.cjs'), tell);
  });

  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => vscode.window.terminals.forEach((terminal) => terminal.dispose()));

  it('hands the shell the URL and the token, and no other terminal has them', async () => {
    assert.equal(await run('openTerminal', { server }), undefined);
    const opened = openedTerminal();
    const other = vscode.window.createTerminal('Other');
    assert.deepEqual(await told(opened), { url, hash: sha512(token) });
    assert.notEqual((await told(other)).hash, sha512(token));
  });

  it('is in front, is not brought back with the window, and has the token in nothing that is shown or run', async () => {
    await run('openTerminal', { server });
    const opened = openedTerminal();
    await eventually(() => Promise.resolve(vscode.window.activeTerminal === opened));
    const { env, ...others } = opened.creationOptions as vscode.TerminalOptions;
    assert.equal(others.isTransient, true);
    assert.equal(env?.['INFLUXDB3_AUTH_TOKEN'], token);
    assert.ok(!JSON.stringify([others, opened.name]).includes('apiv3_'));
  });

  it('names the certificate authorities of a server that has its own, once the person agreed to them', async () => {
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, (await makeAuthority()).caPem);
    await configure({ name: server, url, caFile });
    // No dialog can be shown in a test: asking is refused.
    await assert.rejects(run('openTerminal', { server }), /not foreseen/);
    assert.deepEqual(vscode.window.terminals, []);
    await run('openTerminal', { server, confirm: true });
    assert.deepEqual(await told(openedTerminal()), { url, hash: sha512(token), ca: caFile });
    await configure({ name: server, url });
    await run('testConnection', { server, confirm: true });
  });

  it('is not opened for a server that nobody is signed in to, and says so', async () => {
    await configure({ name: 'Strange', url: 'http://127.0.0.1:9' });
    await assert.rejects(run('openTerminal', { server: 'Strange' }), /Sign in to "Strange" first/);
    assert.deepEqual(vscode.window.terminals, []);
    await configure({ name: server, url });
  });

  function openedTerminal(): vscode.Terminal {
    const opened = vscode.window.terminals.find(({ name }) => name === 'InfluxDB 3: Local');
    assert.ok(opened);
    return opened;
  }

  async function told(terminal: vscode.Terminal): Promise<{ hash?: string }> {
    const file = join(folder, `${terminal.name.replaceAll(/\W+/g, '-')}-${Date.now()}.json`);
    terminal.sendText(`node "${join(folder, 'tell.cjs')}" "${file}"`);
    await eventually(() => Promise.resolve(existsSync(file)));
    return JSON.parse(readFileSync(file, 'utf8')) as { hash?: string };
  }
});

async function configure(entry: object): Promise<void> {
  await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', [entry], true);
}
