import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createAuthority } from '../../support/influxdb3/certificates.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { activateExtension, eventually, run, variable } from '../support/extension.ts';
import { signInSecret } from '../support/secrets.ts';
import { sha512 } from '../support/serverList.ts';
import { ensureSignedIn } from '../support/ensureSignedIn.ts';

const server = 'Local';

/** A script that writes the environment of a terminal to a file, with the token as a hash. */
const reportScript = `
const { createHash } = require('node:crypto');
const { renameSync, writeFileSync } = require('node:fs');
const { INFLUXDB3_HOST_URL: url, INFLUXDB3_AUTH_TOKEN: token, INFLUXDB3_TLS_CA: ca, INFLUXDB3_TLS_NO_VERIFY: noVerify } = process.env;
const hash = token === undefined ? undefined : createHash('sha512').update(token).digest('hex');
const file = process.argv[2];
writeFileSync(file + '.part', JSON.stringify({ url, hash, ca, noVerify }));
renameSync(file + '.part', file);
`;

describe('openTerminal', function () {
  this.timeout(30_000);
  const url = variable('SERVER_URL');
  let folder = '';
  let token = '';

  before(async () => {
    await ensureSignedIn(server, url);
    const { secrets } = await activateExtension();
    token = (await signInSecret(secrets, url)) ?? '';
    assert.notEqual(token, '');
    folder = mkdtempSync(join(tmpdir(), 'terminal-'));
    writeFileSync(join(folder, 'report.cjs'), reportScript);
  });

  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => vscode.window.terminals.forEach((terminal) => terminal.dispose()));

  it('passes the URL and the token only to the new terminal', async () => {
    assert.equal(await run('openTerminal', { server }), undefined);
    const opened = openedTerminal();
    const other = vscode.window.createTerminal('Other');
    assert.deepEqual(await environmentOf(opened), { url, hash: sha512(token) });
    assert.notEqual((await environmentOf(other)).hash, sha512(token));
  });

  it('shows a transient terminal with the token only in its environment', async () => {
    await run('openTerminal', { server });
    const opened = openedTerminal();
    await eventually(() => Promise.resolve(vscode.window.activeTerminal === opened));
    const { env, ...otherOptions } = opened.creationOptions as vscode.TerminalOptions;
    assert.equal(otherOptions.isTransient, true);
    assert.equal(env?.['INFLUXDB3_AUTH_TOKEN'], token);
    assert.ok(!JSON.stringify([otherOptions, opened.name]).includes('apiv3_'));
  });

  it('passes the certificate file of a server after the user approves it', async () => {
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, (await createAuthority()).caPem);
    await configure({ name: server, url, caFile });
    // VS Code refuses to show a dialog in a test.
    await assert.rejects(run('openTerminal', { server }), sentencePattern('unexpectedError'));
    assert.deepEqual(vscode.window.terminals, []);
    await run('openTerminal', { server, confirm: true });
    assert.deepEqual(await environmentOf(openedTerminal()), { url, hash: sha512(token), ca: caFile });
    await configure({ name: server, url });
    await run('testConnection', { server, confirm: true });
  });

  it('turns off verification in the terminal only for a server without it', async () => {
    await configure({ name: server, url, verifyCertificate: false });
    await run('openTerminal', { server, confirm: true });
    assert.deepEqual(await environmentOf(openedTerminal()), { url, hash: sha512(token), noVerify: 'true' });
    await configure({ name: server, url });
    await run('testConnection', { server, confirm: true });
  });

  it('rejects when no token is stored for the server', async () => {
    await configure({ name: 'Strange', url: 'http://127.0.0.1:9' });
    await assert.rejects(run('openTerminal', { server: 'Strange' }), sentencePattern('signInFirst', 'Strange'));
    assert.deepEqual(vscode.window.terminals, []);
    await configure({ name: server, url });
  });

  function openedTerminal(): vscode.Terminal {
    const opened = vscode.window.terminals.find(({ name }) => name === 'InfluxDB 3: Local');
    assert.ok(opened);
    return opened;
  }

  async function environmentOf(terminal: vscode.Terminal): Promise<{ hash?: string }> {
    const file = join(folder, `${terminal.name.replaceAll(/\W+/g, '-')}-${Date.now()}.json`);
    terminal.sendText(`node "${join(folder, 'report.cjs')}" "${file}"`);
    await eventually(() => Promise.resolve(existsSync(file)));
    return JSON.parse(readFileSync(file, 'utf8')) as { hash?: string };
  }
});

async function configure(entry: object): Promise<void> {
  await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', [entry], true);
}
