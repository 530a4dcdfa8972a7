import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hostFrom, readHost, readHostFacts, type Host, type HostFacts } from '../../../src/storage/host.ts';
import { canUnshare, container, laptop, ownProcessIds } from './helpers/hosts.ts';

const keyOf = (facts: HostFacts): string => hostFrom(facts).key;

describe('hostFrom', () => {
  it('gives machines and containers keys of their own', () => {
    const hosts: HostFacts[] = [
      laptop,
      { ...laptop, machineId: 'f'.repeat(32) },
      { ...laptop, machineId: undefined },
      { ...laptop, machineId: undefined, hostname: 'other' },
      container,
      { ...container, hostname: 'c0ffee000002' },
      { ...container, machineId: undefined },
      { ...laptop, platform: 'win32', machineId: undefined },
      { ...laptop, platform: 'win32', machineId: undefined, hostname: 'other' },
    ];
    assert.equal(new Set(hosts.map(keyOf)).size, hosts.length);
    for (const { key, name, boot } of hosts.map(hostFrom)) {
      for (const part of [key, name, boot]) assert.match(part, /^[0-9a-f]{16}$/);
    }
  });

  it('keeps the key when the host restarts, and changes the boot', () => {
    for (const facts of [laptop, container]) {
      const restarted = { ...facts, bootId: '22222222-0000-4000-8000-000000000000' };
      assert.equal(keyOf(restarted), keyOf(facts));
      assert.equal(hostFrom(restarted).name, hostFrom(facts).name);
      assert.notEqual(hostFrom(restarted).boot, hostFrom(facts).boot);
    }
    assert.equal(keyOf({ ...container, pidNamespace: 'pid:[4026539999]' }), keyOf(container));
  });

  it('keeps the key of a computer when its name changes, even of a Flatpak', () => {
    const sandboxed = { ...laptop, pidNamespace: 'pid:[4026532001]', isFlatpak: true };
    const mac: HostFacts = { ...laptop, platform: 'darwin', machineId: undefined };
    for (const facts of [laptop, sandboxed, mac]) {
      assert.equal(keyOf({ ...facts, hostname: 'laptop.guest.example.com' }), keyOf(facts));
    }
  });

  it('counts a container that shares one kind of namespace, or has none to read, as a container', () => {
    for (const namespaces of [
      { pidNamespace: laptop.pidNamespace },
      { utsNamespace: laptop.utsNamespace },
      { pidNamespace: undefined, utsNamespace: undefined },
    ]) {
      const facts = { ...container, ...namespaces };
      assert.notEqual(keyOf(facts), keyOf({ ...facts, hostname: 'c0ffee000002' }));
    }
  });

  it('has different names for clones with the same machine ID', () => {
    assert.notEqual(hostFrom({ ...laptop, hostname: 'node2' }).name, hostFrom(laptop).name);
  });

  it('uses the name of the host as its boot when there is no boot ID', () => {
    const { name, boot } = hostFrom({ ...laptop, bootId: undefined });
    assert.equal(boot, name);
  });

  it("doesn't contain the machine ID, which is meant to be hashed for each application", () => {
    assert.ok(!JSON.stringify(hostFrom(laptop)).includes(laptop.machineId?.slice(0, 16) ?? ''));
  });
});

describe('readHost', () => {
  it('returns the same host each time', async () => {
    assert.deepEqual(await readHost(), await readHost());
    assert.equal((await readHostFacts()).platform, process.platform);
  });

  if (canUnshare) {
    it('tells a process with its own PID namespace from one of the same boot', async () => {
      const module = new URL('../../../src/storage/host.ts', import.meta.url).href;
      const program = `import { readHost } from ${JSON.stringify(module)}; console.log(JSON.stringify(await readHost()));`;
      const command = [process.execPath, '--input-type=module-typescript', '--eval', program];
      const other = JSON.parse(execFileSync('unshare', [...ownProcessIds, ...command], { encoding: 'utf8' })) as Host;
      const here = await readHost();
      assert.equal(other.boot, here.boot);
      assert.equal(other.name, here.name);
      assert.notEqual(other.pidNamespace, here.pidNamespace);
    });
  } else {
    console.warn('Skipped the test with a real PID namespace: creating one is not allowed here.');
  }
});
