import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/** How a finished child ended, and everything it said. */
export interface Finished {
  code: number | null;
  output: string;
}

/**
 * Runs a command to its end and keeps what it prints. A command that does not exist ends with code null,
 * so that callers have one way to see failure.
 */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; timeout?: number } = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.on('error', (error) => resolve({ code: null, output: `${output}${error.message}\n` }));
    child.on('close', (code, signal) => resolve({ code, output: signal ? `${output}ended by ${signal}\n` : output }));
  });
}

/**
 * The environment with this process's own Node first on the PATH: `npm` starts with whichever `node` it finds
 * there, and a system's Node may be older than the editor's packages ask for.
 */
export function withThisNode(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, PATH: [dirname(process.execPath), env['PATH']].filter(Boolean).join(delimiter) };
}

/**
 * The environment without what an editor leaves in its terminals. An editor started from such a terminal would
 * take itself for a part of the outer one.
 */
export function withoutOuterEditor(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('VSCODE_') && name !== 'ELECTRON_RUN_AS_NODE'),
  );
}
