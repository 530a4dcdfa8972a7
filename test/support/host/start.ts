/**
 * `npm start`: starts a token server, and an editor with the extension and that server. The editor is the desktop's
 * VS Code if available, or else the npm host, whose address is printed. Ctrl+C stops everything.
 *
 * --fresh  deletes tokens, settings and secrets of earlier runs
 * --check  starts everything with the npm host, checks that the extension shows the server, and exits
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkPage } from './checkPage.ts';
import { Cleanup } from './cleanup.ts';
import { findDesktopCode, openDesktop } from './desktopCode.ts';
import { startEditorServer } from './editorServer.ts';
import { startEditorProxy } from './editorProxy.ts';
import { installNpmHost } from './npmHost.ts';
import { editorCache, repositoryRoot } from './paths.ts';
import { freePort } from './ports.ts';
import { loadOrCreateKey } from './secretKey.ts';
import { findServerProgram, startServerProcess } from './serverProcess.ts';
import { configureServer, sampleWorkspace } from './sampleProfile.ts';

const cleanup = new Cleanup();
let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}

async function start(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, fresh: { type: 'boolean' } } });
  const program = findServerProgram();
  // Tokens of a real server don't work on the token server for tests, so each has its own profile and data.
  const home = join(
    editorCache,
    'start',
    `${program.isReal ? 'influxdb3' : 'stand-in'}${values.check ? '-check' : ''}`,
  );
  if (values.fresh || values.check) await rm(home, { recursive: true, force: true });
  const userDataDir = join(home, 'user');

  const server = await startServerProcess(program, join(home, 'data'), cleanup);
  const kind = program.isReal ? `InfluxDB 3 (${program.command})` : 'The token server for tests';
  console.log(`${kind} is listening on ${server.url}.`);
  void server.exited.then((reason) => stopWithReason(reason));
  await configureServer(userDataDir, server.url);
  const folder = await sampleWorkspace(join(home, 'workspace'));

  const code = values.check ? undefined : findDesktopCode();
  if (code) {
    await openDesktop(code, repositoryRoot, userDataDir, folder);
    console.log('VS Code is open. Press Ctrl+C to stop the token server.');
    return;
  }
  const address = await openInBrowser(home, userDataDir, folder);
  if (values.check) {
    await checkPage(address, 'Local');
    console.log('The editor shows the extension and its server.');
    await end(0);
  } else {
    console.log(
      `\nOpen this address in a browser on this machine:\n\n  ${address}\n\nPress Ctrl+C to stop everything.`,
    );
  }
}

/** Starts the npm host without a browser, and returns the address to open. */
async function openInBrowser(home: string, userDataDir: string, folder: string): Promise<string> {
  const serverMain = await installNpmHost(console.log);
  // Keeps out other users and web pages on this machine, because the editor may run for a long time.
  const connectionToken = randomBytes(16).toString('hex');
  const editor = await startEditorServer({
    serverMain,
    userDataDir,
    extensionsDir: join(userDataDir, 'extensions'),
    connectionToken,
    args: ['--disable-workspace-trust'],
  });
  cleanup.add(() => editor.stop());
  // The browser stores secrets by origin, so the port should stay the same.
  const proxy = await startEditorProxy({
    serverPort: editor.port,
    port: await freePort(8282),
    secretKey: await loadOrCreateKey(join(home, 'secret-key')),
    connectionToken,
    development: { extensions: [repositoryRoot] },
  });
  cleanup.add(() => proxy.close());
  const query = new URLSearchParams({ tkn: connectionToken, folder });
  return `http://127.0.0.1:${proxy.port}/?${query.toString()}`;
}

function stopWithReason(reason: string): void {
  if (isEnding) return;
  console.error(reason);
  void end(1);
}

async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await cleanup.run();
  process.exit(code);
}
