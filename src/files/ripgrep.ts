import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { tokenBeginnings } from '../core/tokensInText.ts';
import { neverEntered } from './paths.ts';

/** ripgrep could not be started, or did not search everything: what it named is right, and not all there is. */
export class RipgrepFailed extends Error {
  override readonly name = 'RipgrepFailed';
}

/**
 * The ripgrep that VS Code brings along, at one of the places where its releases have put it.
 * @param appRoot where VS Code is installed (`env.appRoot`)
 * @returns `undefined` where there is none that can be executed
 */
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

/** What ripgrep is started with. `roots` are absolute. */
export function ripgrepArguments(roots: readonly string[]): string[] {
  return [
    ...['--no-config', '--no-ignore', '--hidden', '--text', '--fixed-strings', '--files-with-matches', '--null'],
    ...neverEntered.flatMap((name) => ['--glob', `!${name}/`]),
    ...tokenBeginnings.flatMap((prefix) => ['-e', prefix]),
    ...['--', ...roots],
  ];
}

/**
 * The files below `roots` that hold what a token begins with, and those that ripgrep could not read: somebody has to
 * look at each of them. Links are not followed. The process is gone when this ends, however it ends.
 * @throws RipgrepFailed after the files that it did name; the signal's reason when that comes
 */
export async function* candidatesByRipgrep(
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
    // 2 is said of a file that could not be read and of arguments that it does not know.
    const unreadable = code === 2 ? unreadablePaths(messages) : [];
    if (code === null || code > 2 || unreadable === undefined) {
      throw new RipgrepFailed(`ripgrep ended with ${code ?? 'a signal'}.`);
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
    throw new RipgrepFailed('ripgrep could not be started.', { cause: error });
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

/** The paths that ripgrep complains of. @returns `undefined` when it complains of anything else */
function unreadablePaths(messages: string): string[] | undefined {
  const [before, ...complaints] = messages.trimEnd().split(/(?:^|\n)rg: (?=[/\\]|[A-Za-z]:[/\\])/);
  const unreadable = complaints.map(
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
