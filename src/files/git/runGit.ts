import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

export interface GitOptions {
  readonly signal?: AbortSignal | undefined;
  readonly git?: string | undefined;
  /** For one call, in milliseconds. */
  readonly timeLimit?: number | undefined;
}

/** In bytes: far more than the names of one batch need. */
const outputLimit = 1024 * 1024;
const defaultTimeLimit = 10_000;
/** These locate the user's Git and its settings. Others could redirect the command to another repository. */
const inheritedVariables = ['GIT_EXEC_PATH', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'];

/** Runs Git without locks, prompts, or programs of the repository. Returns `undefined` if Git fails. */
export async function runGit(
  root: string,
  command: readonly string[],
  options: GitOptions,
): Promise<string | undefined> {
  options.signal?.throwIfAborted();
  try {
    // Windows looks for programs in the working folder first, where a repository could plant one, so this uses `-C`.
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
    // Otherwise a partial clone would fetch missing objects.
    GIT_NO_LAZY_FETCH: '1',
  };
}
