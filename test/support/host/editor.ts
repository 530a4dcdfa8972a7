/** Replaces the VS Code that test-electron would download: runs the suite in the npm host with the same switches. */
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

/** The editor always logs these errors, because it has no native modules, marketplace, or service worker here. */
const harmlessErrors = /Could not locate the bindings file|native-watchdog|sqlite3|open-vsx\.org|Service Worker/;

const limitSeconds = Number(process.env['EDITOR_TIME_LIMIT_SECONDS'] ?? 300);
const cleanup = new Cleanup();
const workbenchErrors = new Set<string>();
let hasSuiteOutput = false;
let isEnding = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(1));
// If the caller is killed, this process gets another parent, and must end too.
const caller = process.ppid;
setInterval(() => process.ppid === caller || void end(1), 1000).unref();
setTimeout(() => fail(`The suite did not finish within ${limitSeconds} s.`), limitSeconds * 1000).unref();

try {
  await runSuite();
} catch (error) {
  fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

async function runSuite(): Promise<void> {
  const args = parseEditorArgs(process.argv.slice(2));
  if (!args.tests)
    throw new Error('The switch --extensionTestsPath is missing. This executable only runs test suites.');
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
  session.page.on('crash', () => fail("The editor's page crashed."));
  session.page.on('close', () => fail("The editor's page was closed."));
  await session.page.exposeFunction('codeAutomationLog', log);
  await session.page.exposeFunction('codeAutomationExit', (code: number) => void end(code));
  await session.open(args.open);
}

/** Prints the suite's output, and collects the workbench's own errors in case the suite prints nothing. */
function log(type: string, values: unknown[]): void {
  const line = format(...values);
  if (type === 'error' && harmlessErrors.test(line)) return;
  if (line.startsWith(suiteMark)) {
    hasSuiteOutput = true;
    (type === 'error' ? console.error : console.log)(line.slice(suiteMark.length));
  } else if (type === 'error') {
    workbenchErrors.add(line);
  }
}

function fail(reason: string): void {
  if (isEnding) return;
  console.error(reason);
  void end(1);
}

async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  if (code !== 0 && !hasSuiteOutput) console.error([...workbenchErrors].join('\n'));
  // A hanging cleanup step must not keep the caller waiting.
  setTimeout(() => process.exit(code || 1), 15_000).unref();
  await cleanup.run();
  process.exit(code);
}

async function temporaryDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'editor-'));
  cleanup.add(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  return dir;
}
