import assert from 'node:assert/strict';
import type { Approvals } from '../../../src/core/server/approvals.ts';
import { SecretQueue } from '../../../src/storage/secretQueue.ts';
import { ApprovalStore } from '../../../src/storage/approvalStore.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { expectUserError } from './helpers/errors.ts';
import { MemorySecrets } from './helpers/memoryStorage.ts';

const home = 'https://influx.example';
const approved: Approvals = {
  workspaceUrl: true,
  plainHttp: false,
  tls: { ca: 'f'.repeat(64), verifyCertificate: true },
};

describe('ApprovalStore', () => {
  let secrets: MemorySecrets;
  let approvals: ApprovalStore;

  beforeEach(() => {
    secrets = new MemorySecrets();
    approvals = new ApprovalStore(new SecretQueue(secrets));
  });

  it('returns the approvals of a server until they are removed', async () => {
    await approvals.write(home, approved);
    assert.deepEqual(await approvals.read(home), approved);
    assert.equal(await approvals.read(`${home}/a`), undefined);
    await approvals.write(home, { ...approved, tls: { ca: null, verifyCertificate: false } });
    assert.deepEqual((await approvals.read(home))?.tls, { ca: null, verifyCertificate: false });
    await approvals.remove(home);
    assert.equal(await approvals.read(home), undefined);
  });

  it('treats malformed or incomplete approvals as missing', async () => {
    await approvals.write(home, approved);
    const [key = ''] = secrets.stored.keys();
    for (const garbage of [
      '',
      'garbage',
      'null',
      'true',
      '[]',
      '{}',
      '{"workspaceUrl":true}',
      '{"workspaceUrl":"yes","plainHttp":true,"tls":{"ca":null,"verifyCertificate":true}}',
      '{"workspaceUrl":true,"plainHttp":true,"tls":{}}',
      JSON.stringify(approved).slice(0, -1),
    ]) {
      secrets.stored.set(key, garbage);
      assert.equal(await approvals.read(home), undefined, garbage);
    }
  });

  it('keeps properties that a newer version added', async () => {
    await approvals.write(home, approved);
    const [key = ''] = secrets.stored.keys();
    secrets.stored.set(key, JSON.stringify({ ...approved, proxy: 'http://proxy.example' }));
    assert.deepEqual(await approvals.read(home), approved);
    await approvals.write(home, { ...approved, plainHttp: true });
    assert.deepEqual(JSON.parse(secrets.stored.get(key) ?? ''), {
      ...approved,
      plainHttp: true,
      proxy: 'http://proxy.example',
    });
  });

  it('rejects the format of a newer version and leaves it unchanged', async () => {
    await approvals.write(home, approved);
    const [key = ''] = secrets.stored.keys();
    const newer = JSON.stringify({ ...approved, version: 2 });
    secrets.stored.set(key, newer);
    for (const work of [approvals.read(home), approvals.write(home, approved)]) {
      assert.match((await expectUserError(work)).message, sentencePattern('approvalsFromNewerVersion'));
    }
    assert.equal(secrets.stored.get(key), newer);
    await approvals.remove(home);
    assert.equal(await approvals.read(home), undefined);
  });

  it('reports an error of the keyring', async () => {
    await approvals.write(home, approved);
    secrets.failure = new Error('locked');
    for (const work of [approvals.read(home), approvals.write(home, approved), approvals.remove(home)]) {
      assert.match((await expectUserError(work)).message, sentencePattern('secretStorageFailed', '"locked".'));
    }
  });
});
