import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessLocks } from '../../../src/storage/processLocks.ts';

const locksModule = join(import.meta.dirname, '../../../src/storage/processLocks.ts');

describe('ProcessLocks', () => {
  let folder: string;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'locks-'));
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const lockInOtherProcess = async (key: string): Promise<ChildProcess> => {
    const code = `const { ProcessLocks } = await import(${JSON.stringify(locksModule)});
      const lock = await new ProcessLocks(${JSON.stringify(folder)}).take(${JSON.stringify(key)});
      console.log(lock === undefined ? 'refused' : 'taken'); setInterval(() => {}, 1000);`;
    child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    assert.equal(String(output).trim(), 'taken');
    return child;
  };

  it('gives a lock to one caller at a time, even in one process', async () => {
    const locks = new ProcessLocks(folder);
    const first = await locks.take('a');
    assert.ok(first);
    assert.equal(await locks.take('a'), undefined);
    assert.equal(await new ProcessLocks(folder).isTaken('a'), true);
    assert.ok(await locks.take('b'), 'locks of different keys are independent');
    await first.release();
    assert.ok(await locks.take('a'));
  });

  it('gives the lock of a killed process to the next caller', async () => {
    const other = await lockInOtherProcess('a');
    const locks = new ProcessLocks(folder);
    assert.equal(await locks.take('a'), undefined);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const taken = await locks.take('a');
    assert.ok(taken);
    assert.equal((await readdir(folder)).length, 1, "the killed process's claim is deleted");
  });
});
