import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { ripgrepPatterns } from '../../content/ripgrepPatterns.ts';
import { excludedFolders } from '../paths.ts';

/** ripgrep couldn't be started or didn't search everything, so its list of files may be incomplete. */
export class RipgrepFailed extends Error {
  override readonly name = 'RipgrepFailed';
}

/** Finds VS Code's ripgrep in `env.appRoot`, in any of the folders that VS Code releases have used. */
export async function findRipgrep(appRoot: string): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  for (const modules of ['node_modules', 'node_modules.asar.unpacked']) {
    for (const folder of ['ripgrep/bin', `ripgrep-universal/bin/${process.platform}-${process.arch}`]) {
      const path = join(appRoot, modules, '@vscode', folder, name);
      if (await isExecutable(path)) {
        return path;
      }
    }
  }
  return undefined;
}

/** Without an encoding, because ripgrep would otherwise decode a whole file as its byte order mark says. */
export function ripgrepArguments(roots: readonly string[]): string[] {
  return [
    ...['--no-config', '--no-ignore', '--hidden', '--text', '--no-unicode', '--encoding=none'],
    ...['--files-with-matches', '--null'],
    ...excludedFolders.flatMap((name) => ['--glob', `!${name}/`]),
    ...ripgrepPatterns.flatMap((pattern) => ['-e', pattern]),
    ...['--', ...roots],
  ];
}

/**
 * Lists the files that may contain a token and those that ripgrep couldn't read: the caller must inspect them all.
 * The process has always ended when the generator ends. @throws RipgrepFailed after the files that ripgrep did list
 */
export async function* listCandidates(
  ripgrep: string,
  roots: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  signal.throwIfAborted();
  const child = startRipgrep(ripgrep, roots);
  const exit = waitForExit(child);
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  try {
    yield* readPaths(child.stdout);
    const { code, messages } = await exit;
    signal.throwIfAborted();
    // Exit code 2 means a file that couldn't be read, or arguments that this version doesn't support.
    const unreadable = code === 2 ? unreadablePaths(messages) : [];
    if (code === null || code > 2 || unreadable === undefined) {
      throw new RipgrepFailed(`ripgrep exited with ${code ?? 'a signal'}.`);
    }
    yield* unreadable;
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    await exit;
  }
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function startRipgrep(ripgrep: string, roots: readonly string[]): Child {
  try {
    const child = spawn(ripgrep, ripgrepArguments(roots), {
      cwd: dirname(ripgrep),
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^ripgrep_config_path$/i.test(name))),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    return child;
  } catch (error) {
    throw new RipgrepFailed("Couldn't start ripgrep.", { cause: error });
  }
}

function waitForExit(child: Child): Promise<{ code: number | null; messages: string }> {
  return new Promise((resolve) => {
    let messages = '';
    child.stderr.on('data', (text: string) => (messages += text));
    child.on('error', () => resolve({ code: null, messages }));
    child.on('close', (code) => resolve({ code, messages }));
  });
}

async function* readPaths(output: Readable): AsyncGenerator<string, void> {
  let partial = '';
  for await (const text of output as AsyncIterable<string>) {
    const complete = (partial + text).split('\0');
    partial = complete.pop() ?? '';
    yield* complete;
  }
}

/** Returns `undefined` if ripgrep reported anything other than files that it couldn't read. */
function unreadablePaths(messages: string): string[] | undefined {
  const [before, ...errors] = messages.trimEnd().split(/(?:^|\n)rg: (?=[/\\]|[A-Za-z]:[/\\])/);
  const unreadable = errors.map(
    (text) => /^([^]*?): (?:IO error for operation on [^]*: )?[^:]*\(os error \d+\)$/.exec(text)?.[1],
  );
  return before === '' && unreadable.length > 0 && unreadable.every((path) => path !== undefined)
    ? unreadable
    : undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
