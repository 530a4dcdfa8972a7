import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './support/host/paths.ts';
import { suiteResult, type SuiteResult } from './support/host/suiteResult.ts';

/** A skipped test counts as failed. Child processes inherit `priority`. */
export async function runMochaProcess(
  name: string,
  files: string,
  env: Record<string, string>,
  { ignored = [], priority = 0 }: { readonly ignored?: readonly string[]; readonly priority?: number } = {},
): Promise<{ result: SuiteResult; output: string; servers: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'mocha-'));
  const countsFile = join(folder, 'counts.json');
  const serversFile = join(folder, 'servers');
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
        env: { ...process.env, ...env, MOCHA_COUNTS_FILE: countsFile, SERVERS_TESTED_FILE: serversFile },
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
    const counts = await readFile(countsFile, 'utf8').catch(() => undefined);
    const tested = await readFile(serversFile, 'utf8').catch(() => '');
    return {
      result: suiteResult(name, counts, code ?? 1),
      output,
      servers: tested
        .split('\n')
        .filter((line) => line !== '')
        .map(formatServer),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function formatServer(line: string): string {
  const { name, version } = JSON.parse(line) as { name?: string; version?: string };
  return version === undefined ? (name ?? '') : `${name ?? ''} (${version})`;
}
