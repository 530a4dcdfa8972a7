import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './host/paths.ts';
import { suiteResult, type SuiteResult } from './host/tally.ts';

/**
 * Runs test files with mocha in a Node process of its own and counts. A skipped test counts as failed.
 * @param priority of the process and those that it starts, as `os.setPriority` takes it
 * @returns the result, what it printed, and the servers that the tests say they ran against
 */
export async function runMochaIn(
  name: string,
  files: string,
  env: Record<string, string>,
  { ignored = [], priority = 0 }: { readonly ignored?: readonly string[]; readonly priority?: number } = {},
): Promise<{ result: SuiteResult; output: string; servers: string[] }> {
  const scratch = await mkdtemp(join(tmpdir(), 'mocha-'));
  const counts = join(scratch, 'counts.json');
  const servers = join(scratch, 'servers');
  try {
    const child = spawn(
      process.execPath,
      [
        join(repositoryRoot, 'node_modules/mocha/bin/mocha.js'),
        ...['--config', 'test/mocharc.json', files],
        ...ignored.flatMap((path) => ['--ignore', path]),
      ],
      {
        cwd: repositoryRoot,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env, MOCHA_COUNTS_FILE: counts, SERVERS_TESTED_FILE: servers },
      },
    );
    if (child.pid !== undefined) {
      setPriority(child.pid, priority);
    }
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const [code] = (await once(child, 'close')) as [number | null];
    const written = await readFile(counts, 'utf8').catch(() => undefined);
    const tested = await readFile(servers, 'utf8').catch(() => '');
    return {
      result: suiteResult(name, written, code ?? 1),
      output,
      servers: tested
        .split('\n')
        .filter((line) => line !== '')
        .map(shown),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function shown(line: string): string {
  const { name, version } = JSON.parse(line) as { name?: string; version?: string };
  return version === undefined ? (name ?? '') : `${name ?? ''} (${version})`;
}
