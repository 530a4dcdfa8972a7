import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { countsFileVariable } from './countsFile.ts';
import type { Editor } from './obtainEditor.ts';
import { repositoryRoot } from './paths.ts';
import { quietSettings } from './quietSettings.ts';
import { withoutOuterEditor } from './run.ts';
import { suiteResult, type SuiteResult } from './suiteResult.ts';
import { userSettingsFile, writeUserSettings } from './userSettings.ts';

export interface Suite {
  name: string;
  testsPath: string;
  workspace: string;
  /** The extension's folder. If omitted, the repository. */
  extension?: string;
  /** Stays for the next launch. If omitted, a temporary folder. */
  userDataDir?: string;
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  /** Enables workspace trust, which test-electron disables by default. */
  requiresTrust?: boolean;
  /** The suite fails after this time. If omitted, 300. */
  limitSeconds?: number;
}

export async function runSuite(editor: Editor, suite: Suite): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), 'suite-'));
  try {
    const userDataDir = suite.userDataDir ?? join(folder, 'user');
    if (suite.settings || !existsSync(userSettingsFile(userDataDir))) {
      await writeUserSettings(userDataDir, { ...quietSettings, ...suite.settings });
    }
    const countsFile = join(folder, 'counts.json');
    const exitCode = await launch(editor, suite, userDataDir, {
      ...suite.env,
      [countsFileVariable]: countsFile,
      EDITOR_TIME_LIMIT_SECONDS: String(limitSeconds(suite)),
    });
    const result = suiteResult(suite.name, await readFile(countsFile, 'utf8').catch(() => undefined), exitCode);
    console.log(`${suite.name}: ${result.passed} passed, ${result.failed} failed`);
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function launch(
  editor: Editor,
  suite: Suite,
  userDataDir: string,
  extensionTestsEnv: Record<string, string>,
): Promise<number> {
  const extensionDevelopmentPath = suite.extension ?? repositoryRoot;
  const launchArgs = [
    suite.workspace,
    `--user-data-dir=${userDataDir}`,
    `--extensions-dir=${join(userDataDir, 'extensions')}`,
  ];
  if (suite.requiresTrust) {
    // test-electron always disables workspace trust, so start the editor without it.
    const args = ['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--skip-welcome'];
    args.push('--skip-release-notes', `--extensionTestsPath=${suite.testsPath}`);
    args.push(`--extensionDevelopmentPath=${extensionDevelopmentPath}`, ...launchArgs);
    const env = { ...withoutOuterEditor(), ...extensionTestsEnv };
    const timeout = (limitSeconds(suite) + 30) * 1000;
    const child = spawn(editor.executable, args, { stdio: ['ignore', 'inherit', 'inherit'], env, timeout });
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? 1;
  }
  try {
    return await runTests({
      vscodeExecutablePath: editor.executable,
      extensionDevelopmentPath,
      extensionTestsPath: suite.testsPath,
      extensionTestsEnv,
      launchArgs,
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function limitSeconds(suite: Suite): number {
  return suite.limitSeconds ?? 300;
}
