import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostFrom, type HostFacts } from '../../../src/storage/host.ts';
import { LockedElsewhereError, ProcessLocks } from '../../../src/storage/processLocks.ts';
import { canUnshare, container, laptop } from './helpers/hosts.ts';
import { takeInOtherProcess, type LockTask } from './helpers/lockHolder.ts';

const hash = createHash('sha256').update('a').digest('hex');
/** No process has this ID. */
const endedPid = 4_190_001;

describe('ProcessLocks', () => {
  let folder: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'locks-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const takeInChild = async (task: Omit<LockTask, 'folder' | 'key'> = {}): Promise<ChildProcess> => {
    const { child, result } = await takeInOtherProcess({ folder, key: 'a', ...task });
    children.push(child);
    assert.equal(result, 'taken');
    return child;
  };

  const kill = async (child: ChildProcess): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  const locksOn = (facts: HostFacts) => new ProcessLocks(folder, () => Promise.resolve(hostFrom(facts)));

  /** Asserts that the lock can't be taken, and returns the name of the claim that prevents it. */
  const claimElsewhere = async (locks: ProcessLocks): Promise<string> => {
    const before = await readdir(folder);
    await assert.rejects(locks.take('a'), LockedElsewhereError);
    const holder = await locks.holderOf('a');
    assert.ok(typeof holder === 'object');
    assert.equal(await locks.isTaken('a'), true);
    assert.deepEqual(await readdir(folder), before, 'no claim is removed or left');
    const claim = before.find((name) => join(folder, name) === holder.claim);
    assert.ok(claim);
    return claim;
  };

  it('gives a lock to one caller at a time, even in one process', async () => {
    const locks = new ProcessLocks(folder);
    const first = await locks.take('a');
    assert.ok(first);
    assert.equal(await locks.take('a'), undefined);
    assert.equal(await new ProcessLocks(folder).isTaken('a'), true);
    assert.equal(await locks.holderOf('a'), 'thisHost');
    assert.ok(await locks.take('b'), 'locks of different keys are independent');
    await first.release();
    assert.equal(await locks.isTaken('a'), false);
    assert.ok(await locks.take('a'));
  });

  it('gives the lock of a killed process to the next caller', async () => {
    const other = await takeInChild();
    const locks = new ProcessLocks(folder);
    assert.equal(await locks.take('a'), undefined);
    await kill(other);
    const taken = await locks.take('a');
    assert.ok(taken);
    assert.equal((await readdir(folder)).length, 1, "the killed process's claim is deleted");
  });

  for (const [what, facts] of [
    ['another machine', { ...laptop, machineId: 'f'.repeat(32), bootId: 'another', hostname: 'desktop' }],
    ['a clone of this machine', { ...laptop, bootId: 'another', hostname: 'node2' }],
    ['a container of this boot', container],
    ['a container with the same name', { ...laptop, pidNamespace: container.pidNamespace }],
    ['a container that was restarted', { ...container, bootId: 'another', pidNamespace: 'pid:[4026539999]' }],
    ['a Windows machine', { ...laptop, platform: 'win32', machineId: undefined, bootId: undefined }],
  ] satisfies [string, HostFacts][]) {
    it(`never takes or removes the lock of ${what}, even when no such process runs here`, async () => {
      const other = await takeInChild({ facts });
      const here = locksOn(laptop);
      const claim = await claimElsewhere(here);
      await kill(other);
      assert.equal(await claimElsewhere(here), claim, "here it can't be known that the process has ended");
      await rm(join(folder, claim));
      assert.ok(await here.take('a'));
    });
  }

  it('removes claims of earlier boots of this machine, even if their process IDs are in use', async () => {
    await locksOn({ ...laptop, bootId: 'earlier', pidNamespace: 'pid:[4026539999]' }).take('a');
    assert.equal((await readdir(folder)).length, 1);
    const here = locksOn(laptop);
    assert.equal(await here.isTaken('a'), false);
    assert.ok(await here.take('a'));
    assert.equal((await readdir(folder)).length, 1);
  });

  it('leaves the claims of a container with the same name on another computer', async () => {
    await locksOn({ ...container, bootId: 'of another computer' }).take('a');
    await assert.rejects(locksOn(container).take('a'), LockedElsewhereError);
    assert.equal((await readdir(folder)).length, 1);
  });

  it('checks processes on this host after the machine was renamed', async () => {
    const other = await takeInChild({ facts: { ...laptop, hostname: 'renamed' } });
    assert.equal(await locksOn(laptop).take('a'), undefined);
    await kill(other);
    assert.ok(await locksOn(laptop).take('a'));
  });

  it('checks processes on systems without boot IDs and namespaces', async () => {
    const unknown = { machineId: undefined, bootId: undefined, pidNamespace: undefined, utsNamespace: undefined };
    for (const platform of ['darwin', 'win32'] as const) {
      const facts = { ...laptop, ...unknown, platform };
      const other = await takeInChild({ facts });
      assert.equal(await locksOn(facts).take('a'), undefined);
      await kill(other);
      const taken = await locksOn(facts).take('a');
      assert.ok(taken);
      await taken.release();
    }
  });

  it('says that this host holds the lock when another one also claims it', async () => {
    await takeInChild();
    await writeFile(join(folder, `host.${hash}.${'e'.repeat(16)}.${'e'.repeat(16)}.4026531836.${endedPid}.1`), '');
    const locks = new ProcessLocks(folder);
    assert.equal(await locks.holderOf('a'), 'thisHost');
    assert.equal(await locks.take('a'), undefined);
  });

  it('lets at most one of several hosts take the lock at the same time', async function () {
    this.timeout(60_000);
    const facts = [laptop, container, { ...laptop, machineId: 'f'.repeat(32), bootId: 'another' }];
    for (let round = 0; round < 3; round += 1) {
      const started = await Promise.all(facts.map((fact) => takeInOtherProcess({ folder, key: 'a', facts: fact })));
      children.push(...started.map(({ child }) => child));
      const results = started.map(({ result }) => result);
      assert.ok(results.filter((result) => result === 'taken').length <= 1, results.join());
      for (const result of results) assert.match(result, /^(taken|LockedElsewhereError)$/);
      await Promise.all(started.map(({ child }) => kill(child)));
      await Promise.all((await readdir(folder)).map((name) => rm(join(folder, name))));
    }
  });

  it('honors claims of earlier versions while their process runs, and never removes them', async () => {
    const other = await takeInChild();
    const [current = ''] = await readdir(folder);
    await rm(join(folder, current));
    const earlier = `${hash}.${current.split('.').slice(-2).join('.')}`;
    await writeFile(join(folder, earlier), '');
    const locks = new ProcessLocks(folder);
    assert.equal(await locks.take('a'), undefined);
    await kill(other);
    const taken = await locks.take('a');
    assert.ok(taken);
    await taken.release();
    assert.deepEqual(await readdir(folder), [earlier], 'it might be the claim of another host');
  });

  it('ignores and leaves names that a newer version might have written', async () => {
    const newer = [`${hash}.a.newer.version`, `host.${hash}.newer`, `newer.${hash}.1.2`];
    await Promise.all(newer.map((name) => writeFile(join(folder, name), '')));
    const locks = new ProcessLocks(folder);
    assert.ok(await locks.take('a'));
    assert.equal((await readdir(folder)).length, newer.length + 1);
  });

  if (canUnshare) {
    it('never takes the lock of a process with its own PID namespace, and the other way around', async () => {
      const other = await takeInChild({ hasOwnProcessIds: true });
      const here = new ProcessLocks(folder);
      const claim = await claimElsewhere(here);
      await kill(other);
      assert.equal(await claimElsewhere(here), claim);
      await rm(join(folder, claim));
      assert.ok(await here.take('a'));
      const { child, result } = await takeInOtherProcess({ folder, key: 'a', hasOwnProcessIds: true });
      children.push(child);
      assert.equal(result, 'LockedElsewhereError');
    });
  } else {
    console.warn('Skipped the test with a real PID namespace: creating one is not allowed here.');
  }
});
