import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAuthority } from '../../../support/influxdb3/certificates.ts';
import { controlServer } from '../../../support/influxdb3/controlClient.ts';
import { findInfluxdb3, startInfluxdb3 } from '../../../support/influxdb3/influxdb3Process.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { createDirectory } from './helpers/temporaryDirectory.ts';
import { createOperator, listTokens } from './helpers/tokenCalls.ts';

const binary = fileURLToPath(new URL('../../../support/influxdb3/bin/influxdb3', import.meta.url));
const onAnyPort = ['serve', '--node-id', 'local', '--http-bind', '127.0.0.1:0'];

describe('cli', () => {
  const directory = createDirectory();
  const started: ChildProcess[] = [];
  after(() => directory.remove());
  afterEach(() => Promise.all(started.splice(0).map(stop)));

  const run = (args: string[]): ChildProcess => {
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    started.push(child);
    return child;
  };

  it('prints its URL but no tokens, and exits on SIGTERM and SIGINT', async () => {
    const dataDir = join(directory.path, 'data');
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const child = run([...onAnyPort, '--object-store', 'file', '--data-dir', dataDir]);
      const output = collectOutput(child);
      const url = await waitForAddress(output, /listens on (\S+)\n/);
      const operator = signal === 'SIGTERM' ? await createOperator(url) : undefined;
      // The second run loads the first one's token.
      if (operator === undefined) await assert.rejects(createOperator(url), /^Error: 409/);
      const exited = once(child, 'close');
      child.kill(signal);
      assert.deepEqual(await exited, [0, null]);
      assert.equal(output.text.split('\n').length, 2);
      assert.ok(!output.text.includes('apiv3_'));
    }
  }).timeout(20_000);

  it('opens recovery and control ports, and uses the release and certificate of its options', async () => {
    const ca = join(directory.path, 'ca');
    const bind = ['--admin-token-recovery-http-bind', '127.0.0.1:0', '--fault-control-bind', ':0'];
    const output = collectOutput(run([...onAnyPort, '--release', '3.7', '--tls-generated', ca, ...bind]));
    const recovery = await waitForAddress(output, /recovery on (\S+)\n/);
    const control = controlServer(await waitForAddress(output, /control on (\S+)\n/));
    const caPem = readFileSync(join(ca, 'ca.pem'), 'utf8');
    assert.equal((await sendRequest(recovery, '/', { ca: caPem })).status, 404);
    const { url } = await control.state();
    const reply = await sendRequest(url, '/ping', { ca: caPem });
    assert.deepEqual([reply.status, reply.body], [401, '']);
  }).timeout(20_000);

  it('imitates Enterprise with its options', async () => {
    const tokens = join(directory.path, 'tokens.json');
    const entry = { token: 'apiv3_offline', name: 'r', permissions: ['db:a:read'] };
    writeFileSync(tokens, JSON.stringify({ create_databases: ['a'], tokens: [entry] }));
    const license = ['--cluster-id', 'c', '--license-email', 'a@example.com', '--license-type', 'home'];
    const switches = ['--permissions-column', 'json', '--permission-refusal', '400', '--ping-without-permission'];
    const enterprise = ['--product', 'enterprise', '--release', '3.11', '--permission-tokens-file', tokens];
    const output = collectOutput(run([...onAnyPort, ...license, ...switches, ...enterprise, '--user-auth']));
    const url = await waitForAddress(output, /influxdb3 3\.11\.5 .* listens on (\S+)\n/);
    const ping = await sendRequest(url, '/ping', { headers: { authorization: 'Bearer apiv3_offline' } });
    assert.equal(ping.headers['x-influxdb-build'], 'Enterprise');
    const rows = await listTokens(url, await createOperator(url));
    assert.deepEqual(
      rows.map(({ permissions }) => permissions),
      ['["db:a:read"]', '["*:*:*"]'],
    );
    const body = '{"username":"admin","password":"password"}';
    assert.equal((await sendRequest(url, '/api/v3/authorize', { method: 'POST', body })).status, 200);
  }).timeout(20_000);

  it('describes every option in its help', async () => {
    const output = collectOutput(run(['--help']));
    while (!output.text.includes('INFLUXDB3_WITHOUT_AUTH')) await new Promise((resolve) => setTimeout(resolve, 10));
    const source = readFileSync(new URL('../../../support/influxdb3/cliOptions.ts', import.meta.url), 'utf8');
    const options = [...source.matchAll(/^ {8}'?([a-z-]+)'?: (?:text|flag|\{)/gm)].map(([, name]) => `--${name}`);
    assert.ok(options.length > 20);
    assert.deepEqual(
      options.filter((option) => !output.text.includes(option)),
      [],
    );
  }).timeout(20_000);

  it('prints its usage for an invalid command line', async () => {
    const commandLines = [
      ['serve', '--nope'],
      [],
      ['write'],
      [...onAnyPort, '--release', '2'],
      [...onAnyPort, '--product', 'cloud'],
      [...onAnyPort, '--grants', 'all'],
      [...onAnyPort, '--permission-refusal', '403'],
      ['serve', '--http-bind', 'x'],
    ];
    const checks = commandLines.map(async (args) => {
      const child = run(args);
      const output = collectOutput(child, 'stderr');
      assert.deepEqual(await once(child, 'close'), [2, null]);
      assert.match(output.text, /^error: .*\n\nUsage: /);
    });
    await Promise.all(checks);
  }).timeout(20_000);

  it('reports a port in use in one line', async () => {
    const url = await waitForAddress(collectOutput(run(onAnyPort)), /listens on (\S+)\n/);
    const child = run(['serve', '--http-bind', new URL(url).host]);
    const output = collectOutput(child, 'stderr');
    assert.deepEqual(await once(child, 'close'), [1, null]);
    assert.match(output.text, /^error: .*EADDRINUSE.*\n$/);
  }).timeout(20_000);
});

describe('startInfluxdb3', () => {
  it('starts a server with an empty data directory, and stops it', async () => {
    const server = await startInfluxdb3(binary);
    try {
      assert.deepEqual([server.version, server.isTestServer], ['influxdb3 3.10.1 (token server for tests)', true]);
      const operator = await createOperator(server.url);
      assert.equal((await listTokens(server.url, operator)).length, 1);
    } finally {
      await server.stop();
    }
    await assert.rejects(sendRequest(server.url, '/'), { code: 'ECONNREFUSED' });
  }).timeout(20_000);

  it('serves HTTPS with certificate files', async () => {
    const directory = createDirectory();
    const authority = await createAuthority();
    const { cert, key } = await authority.issue();
    const files = { certFile: cert, keyFile: key, caFile: authority.caPem };
    const paths = Object.entries(files).map(([name, text]) => {
      const path = join(directory.path, name);
      writeFileSync(path, text, { mode: 0o600 });
      return [name, path];
    });
    const server = await startInfluxdb3(binary, { tls: Object.fromEntries(paths) as typeof files });
    try {
      assert.equal((await sendRequest(server.url, '/ping', { ca: authority.caPem })).status, 401);
    } finally {
      await server.stop();
      directory.remove();
    }
  }).timeout(20_000);

  it('throws an error with the output of a server that exits', async () => {
    await assert.rejects(startInfluxdb3(binary, { args: ['--nope'] }), /exited with 2 before it responded\n.*--nope/s);
    await assert.rejects(startInfluxdb3(process.execPath, { args: [] }), /before it responded/);
    await assert.rejects(startInfluxdb3('/nowhere/influxdb3'), { code: 'ENOENT' });
  }).timeout(20_000);
});

describe('findInfluxdb3', () => {
  it('finds the binary in INFLUXDB3_BIN or on the PATH', () => {
    assert.equal(findInfluxdb3({ INFLUXDB3_BIN: '/opt/influxdb3' }), '/opt/influxdb3');
    assert.equal(findInfluxdb3({ PATH: `/nowhere:${join(binary, '..')}` }), binary);
    assert.equal(findInfluxdb3({ PATH: '/nowhere' }), undefined);
    assert.equal(findInfluxdb3({}), undefined);
  });
});

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

function collectOutput(child: ChildProcess, stream: 'stdout' | 'stderr' = 'stdout'): { text: string } {
  const output = { text: '' };
  child[stream]?.setEncoding('utf8').on('data', (chunk: string) => (output.text += chunk));
  return output;
}

async function waitForAddress(output: { text: string }, line: RegExp): Promise<string> {
  for (;;) {
    const address = line.exec(output.text)?.[1];
    if (address !== undefined) return address;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
