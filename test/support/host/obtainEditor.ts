import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { ensureChromium } from './chromium.ts';
import { findOnPath } from './findOnPath.ts';
import { installNpmHost, npmHostVersion } from './npmHost.ts';
import { editorCache } from './paths.ts';
import { run } from './run.ts';

const npmHostScript = 'npm-host-editor';

/** An executable that runs a suite when started like VS Code by test-electron. */
export interface Editor {
  executable: string;
  description: string;
  isNpmHost: boolean;
}

/** Uses VSCODE_EXECUTABLE, a download by test-electron (VSCODE_VERSION or the latest release), or the npm host. */
export async function obtainEditor(log: (line: string) => void = console.log): Promise<Editor> {
  const executable = process.env['VSCODE_EXECUTABLE'];
  if (executable) return { executable, description: executable, isNpmHost: basename(executable) === npmHostScript };
  const display = findDisplay();
  if (display === 'none') {
    log('There is no display and no xvfb-run. Using the npm host, which needs neither.');
  } else {
    try {
      return await downloadDesktop(display, log);
    } catch (error) {
      log(`Couldn't download VS Code (${messageOf(error)}). Using the npm host instead.`);
    }
  }
  await Promise.all([installNpmHost(log), ensureChromium(log)]);
  const target = fileURLToPath(new URL('editor.ts', import.meta.url));
  return {
    executable: await executableScript(npmHostScript, [process.execPath, target]),
    description: `the npm host (code-server ${npmHostVersion})`,
    isNpmHost: true,
  };
}

async function downloadDesktop(display: 'real' | 'virtual', log: (line: string) => void): Promise<Editor> {
  const version = process.env['VSCODE_VERSION'] ?? 'stable';
  log(`Downloading VS Code ${version} unless it is cached...`);
  const executable = await downloadAndUnzipVSCode({
    version,
    cachePath: editorCache,
    // Limits the time without data, not the whole download, so that a slow download can finish.
    timeout: 8000,
    reporter: new SilentReporter(),
  });
  // Starting it is the only way to find out whether libraries are missing.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const { code, output } = await run(executable, ['-e', '0'], { env, timeout: 30_000 });
  if (code !== 0) throw new Error(`it doesn't start: ${output.trim()}`);
  const description = `VS Code ${version}`;
  if (display === 'real') return { executable, description, isNpmHost: false };
  return {
    executable: await executableScript('desktop-editor', ['xvfb-run', '-a', executable]),
    description,
    isNpmHost: false,
  };
}

/** Only Linux machines may lack a display. There, xvfb can replace it. */
function findDisplay(): 'real' | 'virtual' | 'none' {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return 'real';
  return findOnPath(['xvfb-run']) ? 'virtual' : 'none';
}

/** Writes a script that runs a command, because test-electron starts a single file. */
async function executableScript(name: string, command: readonly string[]): Promise<string> {
  const script = join(editorCache, name);
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  await mkdir(editorCache, { recursive: true });
  await writeFile(script, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  await chmod(script, 0o755);
  return script;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
