/**
 * The npm host as an executable: takes the place of the `code` that test-electron would have downloaded. It is
 * started with the same switches, runs the same suite, and ends with the suite's exit code.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { ensureChromium } from './chromium.ts';
import { Cleanup } from './cleanup.ts';
import { parseEditorArgs } from './editorArgs.ts';
import { installNpmHost } from './npmHost.ts';
import { openSession } from './session.ts';
import { suiteMark, suiteMarkVariable } from './suiteMark.ts';

/** What the editor complains of although nothing is wrong: no native modules, no marketplace, no service worker. */
const harmless = /Could not locate the bindings file|native-watchdog|sqlite3|open-vsx\.org|Service Worker/;

const limitSeconds = Number(process.env['EDITOR_TIME_LIMIT_SECONDS'] ?? 300);
const cleanup = new Cleanup();
const workbenchErrors = new Set<string>();
let suiteSpoke = false;
let ending = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(1));
// A caller that is killed cannot tell us; its place as our parent is taken by another process then.
const caller = process.ppid;
setInterval(() => process.ppid === caller || void end(1), 1000).unref();
setTimeout(() => fail(`The suite was not done after ${limitSeconds} s`), limitSeconds * 1000).unref();

try {
  await runSuite();
} catch (error) {
  fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

async function runSuite(): Promise<void> {
  const args = parseEditorArgs(process.argv.slice(2));
  if (!args.tests) throw new Error('There is no --extensionTestsPath, and this executable only runs suites');
  const [serverMain, chromium] = await Promise.all([installNpmHost(console.log), ensureChromium(console.log)]);
  const userDataDir = args.userDataDir ?? (await temporaryDir());
  const session = await openSession(
    {
      serverMain,
      chromium,
      userDataDir,
      extensionsDir: args.extensionsDir ?? join(userDataDir, 'extensions'),
      development: { extensions: args.extensions, tests: args.tests },
      trusted: args.trusted,
      env: { ...process.env, [suiteMarkVariable]: suiteMark },
    },
    cleanup,
  );
  session.page.on('crash', () => fail("The editor's page crashed"));
  session.page.on('close', () => fail("The editor's page went away"));
  await session.page.exposeFunction('codeAutomationLog', log);
  await session.page.exposeFunction('codeAutomationExit', (code: number) => void end(code));
  await session.open(args.open);
}

/** Prints what the suite says, and keeps the workbench's own errors for the case that the suite says nothing. */
function log(type: string, values: unknown[]): void {
  const line = format(...values);
  if (type === 'error' && harmless.test(line)) return;
  if (line.startsWith(suiteMark)) {
    suiteSpoke = true;
    (type === 'error' ? console.error : console.log)(line.slice(suiteMark.length));
  } else if (type === 'error') {
    workbenchErrors.add(line);
  }
}

function fail(reason: string): void {
  if (ending) return;
  console.error(reason);
  void end(1);
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  if (code !== 0 && !suiteSpoke) console.error([...workbenchErrors].join('\n'));
  // Nothing that hangs while it is being closed may keep the caller waiting.
  setTimeout(() => process.exit(code || 1), 15_000).unref();
  await cleanup.run();
  process.exit(code);
}

async function temporaryDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'editor-'));
  cleanup.add(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  return dir;
}
