import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessLocks } from '../../../src/storage/processLocks.ts';

const locksModule = join(import.meta.dirname, '../../../src/storage/processLocks.ts');

describe('A lock between the windows of one machine', () => {
  let folder: string;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'locks-'));
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** Has another process take the lock and live on. */
  const heldElsewhere = async (key: string): Promise<ChildProcess> => {
    const code = `const { ProcessLocks } = await import(${JSON.stringify(locksModule)});
      const lock = await new ProcessLocks(${JSON.stringify(folder)}).take(${JSON.stringify(key)});
      console.log(lock === undefined ? 'refused' : 'taken'); setInterval(() => {}, 1000);`;
    child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [answer] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    assert.equal(String(answer).trim(), 'taken');
    return child;
  };

  it('is had by one at a time, in one process too', async () => {
    const locks = new ProcessLocks(folder);
    const first = await locks.take('a');
    assert.ok(first);
    assert.equal(await locks.take('a'), undefined);
    assert.equal(await new ProcessLocks(folder).isTaken('a'), true);
    assert.ok(await locks.take('b'), 'another key is another lock');
    await first.release();
    assert.ok(await locks.take('a'));
  });

  it('is refused while another process has it, and taken at once when that is killed', async () => {
    const other = await heldElsewhere('a');
    const locks = new ProcessLocks(folder);
    assert.equal(await locks.take('a'), undefined);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const taken = await locks.take('a');
    assert.ok(taken);
    assert.equal((await readdir(folder)).length, 1, 'the claim of the dead is swept away');
  });
});
