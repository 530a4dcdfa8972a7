import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** How git is asked. */
export interface GitOptions {
  readonly signal?: AbortSignal | undefined;
  /** The program; `git` as the system finds it if not given. */
  readonly git?: string | undefined;
  /** How long one call may take, in milliseconds. */
  readonly timeLimit?: number | undefined;
}

/** In bytes: far more than the names that fit into one call, even where each byte of them is a letter of its own. */
const outputLimit = 1024 * 1024;
const defaultTimeLimit = 10_000;
/** Where the person's git and its settings are. All else of git's own would turn a question to another repository. */
const inheritedVariables = ['GIT_EXEC_PATH', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'];

/**
 * Asks git something about the repository at `root`, in which it starts no program, takes no lock and asks nobody.
 * @returns what it printed; `undefined` where it cannot answer: not installed, refused, failed, too slow or too long
 * @throws the signal's reason
 */
export async function runGit(
  root: string,
  command: readonly string[],
  options: GitOptions,
): Promise<string | undefined> {
  options.signal?.throwIfAborted();
  try {
    // By `-C`, because Windows looks for a program in the working folder first, and anybody could have put one there.
    const { stdout } = await execFileAsync(
      options.git ?? 'git',
      ['-C', root, '-c', 'core.fsmonitor=false', ...command],
      {
        env: environment(process.env),
        timeout: options.timeLimit ?? defaultTimeLimit,
        killSignal: 'SIGKILL',
        maxBuffer: outputLimit,
        windowsHide: true,
        ...(options.signal ? { signal: options.signal } : {}),
      },
    );
    return stdout;
  } catch {
    options.signal?.throwIfAborted();
    return undefined;
  }
}

function environment(parent: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = Object.entries(parent).filter(
    ([name]) => !/^GIT_/i.test(name) || inheritedVariables.includes(name.toUpperCase()),
  );
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // A partial clone would fetch what it lacks.
    GIT_NO_LAZY_FETCH: '1',
  };
}
