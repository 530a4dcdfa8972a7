import assert from 'node:assert/strict';
import { SecretQueue } from '../../../src/storage/secretQueue.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { expectUserError } from './helpers/errors.ts';
import { MemorySecrets } from './helpers/memoryStorage.ts';
import { newToken } from './helpers/tokens.ts';

describe('SecretQueue', () => {
  let secrets: MemorySecrets;
  let box: SecretQueue;

  beforeEach(() => {
    secrets = new MemorySecrets();
    box = new SecretQueue(secrets);
  });

  it('reads what was written, and nothing after a removal', async () => {
    await box.write('a', 'one');
    assert.equal(await box.read('a'), 'one');
    assert.deepEqual(await box.keys(), ['a']);
    await box.remove('a');
    assert.equal(await box.read('a'), undefined);
  });

  it('accesses the storage one request at a time, in order', async () => {
    await Promise.all([box.write('a', '1'), box.read('a'), box.keys(), box.write('a', '2'), box.remove('b')]);
    assert.equal(secrets.maxConcurrent, 1);
    assert.deepEqual(secrets.accesses, ['store a', 'get a', 'keys', 'store a', 'delete b']);
    const many = await Promise.all(Array.from({ length: 50 }, () => box.read('a')));
    assert.deepEqual(new Set(many), new Set(['2']));
    assert.equal(secrets.maxConcurrent, 1);
  });

  it('works again after a failure', async () => {
    secrets.failure = new Error('locked');
    const failed = Promise.allSettled([box.read('a'), box.write('a', '1')]);
    assert.deepEqual(
      (await failed).map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    secrets.failure = undefined;
    await box.write('a', '2');
    assert.equal(await box.read('a'), '2');
  });

  it('lists no keys when the host cannot list them', async () => {
    await box.write('a', '1');
    secrets.keysFailure = new Error('not supported');
    assert.deepEqual(await box.keys(), []);
    assert.equal(await box.read('a'), '1');
  });

  for (const [what, access] of [
    ['reading', (target: SecretQueue) => target.read('a')],
    ['writing', (target: SecretQueue) => target.write('a', 'one')],
    ['removing', (target: SecretQueue) => target.remove('a')],
  ] as const) {
    it(`reports what failed and what to do when ${what} fails`, async () => {
      secrets.failure = new Error('The name org.freedesktop.secrets was not provided');
      const { message } = await expectUserError(access(box));
      assert.equal(message, sentence('secretStorageFailed', '"The name org.freedesktop.secrets was not provided".'));
    });
  }

  it('never includes the secret in an error, even if the storage quotes it', async () => {
    const secret = newToken().reveal();
    const quoting = Object.assign(new Error(`cannot encrypt "${secret}"`), { value: secret });
    for (const failure of ['locked', { code: 5 }, null, quoting]) {
      secrets.failure = failure;
      const { message } = await expectUserError(box.write('a', secret), secret);
      assert.match(message, sentencePattern('secretStorageFailed'));
    }
  });

  it('continues with other keys when the keyring does not respond', async () => {
    box = new SecretQueue(secrets, 20);
    secrets.get = () => new Promise(() => undefined);
    const failed = expectUserError(box.read('a'));
    const nextWrite = box.write('b', 'one');
    assert.match((await failed).message, sentencePattern('secretStorageNoResponse'));
    await nextWrite;
    assert.equal(secrets.stored.get('b'), 'one');
  });

  it('reports an error that the storage throws synchronously', async () => {
    secrets.store = () => {
      throw new Error('disposed');
    };
    assert.match((await expectUserError(box.write('a', 'one'))).message, /disposed/);
    assert.equal(await box.read('a'), undefined);
  });
});
