import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findOnPath } from './findOnPath.ts';
import { withoutOuterEditor } from './run.ts';

/** In a remote window, `code` is another command, which can't run extensions under development. */
export function findDesktopCode(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string | undefined {
  if (env['VSCODE_IPC_HOOK_CLI']) return undefined;
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return undefined;
  return findOnPath(platform === 'win32' ? ['code.cmd'] : ['code'], env);
}

export async function openDesktop(code: string, extension: string, userDataDir: string, folder: string): Promise<void> {
  const args = [`--extensionDevelopmentPath=${extension}`, `--user-data-dir=${userDataDir}`];
  args.push(`--extensions-dir=${join(userDataDir, 'extensions')}`, '--disable-workspace-trust', '--new-window', folder);
  const shell = process.platform === 'win32';
  const quoted = shell ? args.map((arg) => `"${arg}"`) : args;
  const child = spawn(shell ? `"${code}"` : code, quoted, { stdio: 'inherit', env: withoutOuterEditor(), shell });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`${code} exited with ${exitCode}.`);
}
