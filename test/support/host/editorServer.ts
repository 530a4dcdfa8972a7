import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { killGroup, killGroupNow } from './killGroup.ts';
import { run, withoutOuterEditor } from './run.ts';

export interface EditorServer {
  port: number;
  /** Extension hosts are children of this process. */
  pid: number;
  output(): string;
  stop(): Promise<void>;
}

export interface EditorServerOptions {
  serverMain: string;
  userDataDir: string;
  extensionsDir: string;
  /** The secret that pages must send. If omitted, every page is served. */
  connectionToken?: string;
  args?: readonly string[];
  env?: NodeJS.ProcessEnv | undefined;
}

export async function startEditorServer(options: EditorServerOptions): Promise<EditorServer> {
  const { connectionToken } = options;
  const child = spawn(
    process.execPath,
    [
      options.serverMain,
      ...['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms'],
      ...(connectionToken === undefined ? ['--without-connection-token'] : ['--connection-token', connectionToken]),
      ...['--user-data-dir', options.userDataDir, '--extensions-dir', options.extensionsDir],
      ...['--telemetry-level', 'off', ...(options.args ?? [])],
    ],
    // Its own process group, so that its extension hosts and terminals can be killed with it.
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: withoutOuterEditor(options.env) },
  );
  const killNow = (): void => killGroupNow(child);
  process.once('exit', killNow);
  const stop = async (): Promise<void> => {
    await killGroup(child);
    process.off('exit', killNow);
  };
  let output = '';
  const listening = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const port = /Web UI available at http:\/\/[^:]+:(\d+)/.exec(output)?.[1];
        if (port) resolve(Number(port));
      });
    }
    child.on('error', reject);
    void once(child, 'close').then(() => reject(new Error(`VS Code's server exited:\n${output}`)));
    setTimeout(() => reject(new Error(`VS Code's server did not start within 60 s:\n${output}`)), 60_000).unref();
  });
  try {
    return { port: await listening, pid: child.pid ?? 0, output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export async function installVsix(serverMain: string, vsix: string, dirs: Dirs): Promise<void> {
  const { code, output } = await run(
    process.execPath,
    [
      serverMain,
      ...['--install-extension', vsix, '--force', '--accept-server-license-terms'],
      ...['--user-data-dir', dirs.userDataDir, '--extensions-dir', dirs.extensionsDir],
    ],
    { cwd: dirname(vsix), env: withoutOuterEditor() },
  );
  if (code !== 0 || !output.includes('successfully installed')) throw new Error(`Couldn't install ${vsix}:\n${output}`);
}

export interface Dirs {
  userDataDir: string;
  extensionsDir: string;
}

export function dirsIn(home: string): Dirs {
  return { userDataDir: home, extensionsDir: join(home, 'extensions') };
}
