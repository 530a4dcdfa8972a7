import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Token } from '../../../src/core/token/token.ts';
import { hostFrom } from '../../../src/storage/host.ts';
import { machineId } from '../../../src/storage/machineId.ts';
import { ProcessLocks } from '../../../src/storage/processLocks.ts';
import { SecretQueue } from '../../../src/storage/secretQueue.ts';
import { ApprovalStore } from '../../../src/storage/approvalStore.ts';
import { container, laptop } from './helpers/hosts.ts';
import { createEmptyStore } from './helpers/tokens.ts';
import { MemorySecrets } from './helpers/memoryStorage.ts';

const identity = '7a0c0d9e-0000-4000-8000-000000000000@http://localhost:8181';
const signInToken = new Token(`apiv3_${'A'.repeat(86)}`);
const ciToken = new Token(`apiv3_${'B'.repeat(86)}`);

/** The data is literal, so that a test fails if a rename would lose what an installed version stored. */
const secrets: [string, string][] = [
  [`signIn|${identity}`, `apiv3_${'A'.repeat(86)}`],
  [`kept|${identity}|${ciToken.hash}`, `apiv3_${'B'.repeat(86)}`],
];
const metadata: [string, string][] = [
  [`stored|signIn|${identity}`, `{"hash":"${signInToken.hash}","name":"_admin"}`],
  [`stored|kept|${identity}|${ciToken.hash}`, `{"hash":"${ciToken.hash}","name":"ci","untilPlaced":true}`],
];
const approvals: [string, string] = [
  `terms|${identity}`,
  '{"workspaceUrl":true,"plainHttp":false,"tls":{"ca":"c0ffee","verifyCertificate":true},"cluster":"d1a2"}',
];

describe('TokenStore stored format', () => {
  it('reads tokens and metadata of earlier versions', async () => {
    const window = createEmptyStore();
    for (const [key, value] of secrets) window.secrets.stored.set(key, value);
    for (const [key, value] of metadata) window.metadata.stored.set(key, value);
    const signIn = await window.store.readSignIn(identity);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, signInToken.hash);
    assert.equal(signIn.name, '_admin');
    assert.equal((await window.store.findByHash(identity, ciToken.hash))?.hash, ciToken.hash);
    const [stored] = await window.store.listStored(identity);
    assert.deepEqual(Object.values(stored ?? {}), [ciToken.hash, 'ci', true]);
    const [waiting] = window.store.awaitingSave();
    assert.equal(waiting?.identity, identity);
  });

  it('writes the keys and properties that earlier versions read', async () => {
    const window = createEmptyStore();
    await window.store.storeSignIn(identity, signInToken, '_admin');
    await window.store.store(identity, ciToken, 'ci', { untilSavedElsewhere: true });
    assert.deepEqual([...window.secrets.stored], secrets);
    assert.deepEqual([...window.metadata.stored], metadata);
    await window.store.removeByHashPrefix(identity, 'not a hash');
    assert.ok(window.secrets.stored.has(`changed|${identity}`));
  });
});

describe('ApprovalStore stored format', () => {
  it('reads and writes approvals as earlier versions do', async () => {
    const memory = new MemorySecrets();
    const store = new ApprovalStore(new SecretQueue(memory));
    memory.stored.set(...approvals);
    const read = await store.read(identity);
    assert.equal(read?.cluster, 'd1a2');
    assert.ok(read);
    await store.remove(identity);
    await store.write(identity, read);
    assert.deepEqual([...memory.stored], [approvals]);
  });
});

describe('File formats', () => {
  const hash = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'format-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('names a lock by the SHA-256 of its key, the host, and the process with its start time', async () => {
    const host = {
      key: '',
      name: '0123456789abcdef',
      isUnique: true,
      boot: 'fedcba9876543210',
      pidNamespace: 4026531836,
    };
    const claim = `host.${hash}.0123456789abcdef.fedcba9876543210.4026531836.${process.pid}.${startTime()}`;
    writeFileSync(join(folder, claim), '');
    const locks = new ProcessLocks(folder, () => Promise.resolve(host));
    assert.equal(await locks.isTaken('a'), true);
    rmSync(join(folder, claim));
    const lock = await locks.take('a');
    assert.deepEqual(readdirSync(folder), [claim]);
    assert.equal(readFileSync(join(folder, claim), 'utf8'), '');
    await lock?.release();
  });

  it('reads the locks of earlier versions', async () => {
    writeFileSync(join(folder, `${hash}.${process.pid}.${startTime()}`), '');
    assert.equal(await new ProcessLocks(folder).isTaken('a'), true);
  });

  it('stores the ID of a machine in a file of its own', async () => {
    const file = join(folder, 'machines', '0123456789abcdef');
    mkdirSync(dirname(file));
    writeFileSync(file, '7a0c0d9e-0000-4000-8000-000000000000');
    assert.equal(await machineId(folder, { key: '0123456789abcdef' }), '7a0c0d9e-0000-4000-8000-000000000000');
  });

  it("hashes a host's facts as earlier versions do, because tokens are stored under its key", () => {
    assert.deepEqual(
      [laptop, container].map((facts) => hostFrom(facts).key),
      ['1a86515149d7270a', 'b465fb0bbff42d65'],
    );
  });

  it('reads the machine ID of earlier versions', async () => {
    writeFileSync(join(folder, 'machine-id'), '7a0c0d9e-0000-4000-8000-000000000000');
    assert.equal(await machineId(folder), '7a0c0d9e-0000-4000-8000-000000000000');
  });
});

/** The 22nd field of `/proc/self/stat`; 0 on systems without it. */
function startTime(): number {
  if (!existsSync('/proc/self/stat')) {
    return 0;
  }
  const stat = readFileSync('/proc/self/stat', 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
}
