import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { ensureChromium } from './chromium.ts';
import { findOnPath } from './findOnPath.ts';
import { installNpmHost, npmHostVersion } from './npmHost.ts';
import { editorCache } from './paths.ts';
import { run } from './run.ts';

/** An executable that runs a suite when it is started as test-electron starts VS Code. */
export interface Editor {
  executable: string;
  /** For the closing lines of a run: what the suites ran in. */
  description: string;
}

/**
 * Gets a VS Code to run suites in: the executable that VSCODE_EXECUTABLE names, else test-electron's download
 * (the release in VSCODE_VERSION, or the newest), else the npm host. It throws, with what to do about it, when none of
 * them can be had.
 */
export async function obtainEditor(say: (line: string) => void = console.log): Promise<Editor> {
  const given = process.env['VSCODE_EXECUTABLE'];
  if (given) return { executable: given, description: `the executable ${given}` };
  const display = findDisplay();
  if (display === 'none') {
    say('There is no display here, nor xvfb-run: taking the npm host, which needs none');
  } else {
    try {
      return await downloadDesktop(display, say);
    } catch (error) {
      say(`VS Code could not be downloaded (${reason(error)}): taking the npm host instead`);
    }
  }
  await Promise.all([installNpmHost(say), ensureChromium(say)]);
  const target = fileURLToPath(new URL('editor.ts', import.meta.url));
  return {
    executable: await executableScript('npm-host-editor', [process.execPath, target]),
    description: `the npm host (code-server ${npmHostVersion})`,
  };
}

async function downloadDesktop(display: 'real' | 'virtual', say: (line: string) => void): Promise<Editor> {
  const version = process.env['VSCODE_VERSION'] ?? 'stable';
  say(`Looking for VS Code ${version} to run in`);
  const executable = await downloadAndUnzipVSCode({
    version,
    cachePath: editorCache,
    // The limit is on silence, not on the download: a machine without a route knows soon, a slow line is let be.
    timeout: 8000,
    reporter: new SilentReporter(),
  });
  // A bare machine may lack the libraries of a desktop program, which is known only by starting it.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const { code, output } = await run(executable, ['-e', '0'], { env, timeout: 30_000 });
  if (code !== 0) throw new Error(`it does not start here: ${output.trim()}`);
  const description = `VS Code ${version}, downloaded`;
  if (display === 'real') return { executable, description };
  return { executable: await executableScript('desktop-editor', ['xvfb-run', '-a', executable]), description };
}

/** Only on Linux does a machine lack a display; there xvfb can stand in for one. */
function findDisplay(): 'real' | 'virtual' | 'none' {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return 'real';
  return findOnPath(['xvfb-run']) ? 'virtual' : 'none';
}

/** Writes a script that runs a command with whatever it is given: test-electron starts one file. */
async function executableScript(name: string, command: readonly string[]): Promise<string> {
  const script = join(editorCache, name);
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  await mkdir(editorCache, { recursive: true });
  await writeFile(script, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  await chmod(script, 0o755);
  return script;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
