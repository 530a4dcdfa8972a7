import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How often one thread called the kernel to do something with any of the paths, by the name of the system call. */
export type SystemCalls = ReadonlyMap<string, number>;

export interface Program {
  readonly bundle: string;
  readonly task: object;
  readonly paths: readonly string[];
}

/** @throws if strace isn't installed, because without it, there's nothing to test */
export function assertCanTrace(): void {
  const { error, status } = spawnSync('strace', ['-o', '/dev/null', 'true']);
  assert.equal(error, undefined, 'strace is not installed. On Debian and Ubuntu: apt-get install strace');
  assert.equal(status, 0, 'strace may not trace processes here');
}

export function countSystemCalls(program: Program, scratch: string): SystemCalls {
  const log = join(scratch, 'trace');
  assert.deepEqual(trace(program, ['-o', log]), { isKilled: false });
  const calls = new Map<string, number>();
  const ofThreads = new Map<string, number>();
  for (const [thread, name = ''] of readFileSync(log, 'latin1').matchAll(/^\d+ +(\w+)\(/gm)) {
    const count = (ofThreads.get(thread) ?? 0) + 1;
    ofThreads.set(thread, count);
    calls.set(name, Math.max(calls.get(name) ?? 0, count));
  }
  return calls;
}

/** Kills the process when one of its threads begins its given call of this name, counted from 1. */
export function killAt(program: Program, name: string, number: number): { readonly isKilled: boolean } {
  return trace(program, ['-o', '/dev/null', '-e', `inject=${name}:signal=KILL:when=${number}`]);
}

function trace({ bundle, task, paths }: Program, options: readonly string[]): { readonly isKilled: boolean } {
  const { signal, status, stderr } = spawnSync(
    'strace',
    ['-f', '-qq', ...paths.flatMap((path) => ['-P', path]), ...options, process.execPath, bundle, JSON.stringify(task)],
    // With a single thread beside the main one, calls of one name come in the same order each time.
    { encoding: 'utf8', env: { ...process.env, UV_THREADPOOL_SIZE: '1' } },
  );
  assert.equal(stderr.replace(/^strace: .*"(?:[^"]*)" (?:resolved|.*)\n/gm, ''), '');
  const isKilled = signal === 'SIGKILL';
  assert.ok(isKilled || status === 0, `ended with ${status ?? signal ?? ''}`);
  return { isKilled };
}
