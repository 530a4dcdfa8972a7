import assert from 'node:assert/strict';
import { SecretBox } from '../../../src/storage/secretBox.ts';
import { refusal } from './helpers/errors.ts';
import { MemorySecrets } from './helpers/ports.ts';
import { newToken } from './helpers/tokens.ts';

describe('The secret storage', () => {
  let secrets: MemorySecrets;
  let box: SecretBox;

  beforeEach(() => {
    secrets = new MemorySecrets();
    box = new SecretBox(secrets);
  });

  it('gives back what was written, and nothing once it is removed', async () => {
    await box.write('a', 'one');
    assert.equal(await box.read('a'), 'one');
    assert.deepEqual(await box.keys(), ['a']);
    await box.remove('a');
    assert.equal(await box.read('a'), undefined);
  });

  it('is asked one thing after the other, in the order of asking: parallel reads have come back empty', async () => {
    await Promise.all([box.write('a', '1'), box.read('a'), box.keys(), box.write('a', '2'), box.remove('b')]);
    assert.equal(secrets.mostAtOnce, 1);
    assert.deepEqual(secrets.accesses, ['store a', 'get a', 'keys', 'store a', 'delete b']);
    const many = await Promise.all(Array.from({ length: 50 }, () => box.read('a')));
    assert.deepEqual(new Set(many), new Set(['2']));
    assert.equal(secrets.mostAtOnce, 1);
  });

  it('goes on after a failure', async () => {
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

  it('counts as having no keys where it cannot list them, as in some browsers', async () => {
    await box.write('a', '1');
    secrets.keysFailure = new Error('not supported');
    assert.deepEqual(await box.keys(), []);
    assert.equal(await box.read('a'), '1');
  });

  for (const [what, access] of [
    ['is read', (target: SecretBox) => target.read('a')],
    ['is written', (target: SecretBox) => target.write('a', 'one')],
    ['is emptied', (target: SecretBox) => target.remove('a')],
  ] as const) {
    it(`tells a person what failed and what to look at, when it ${what}`, async () => {
      secrets.failure = new Error('The name org.freedesktop.secrets was not provided');
      const { message } = await refusal(access(box));
      assert.match(message, /secret storage of this machine failed: The name org\.freedesktop\.secrets/);
      assert.match(message, /keyring is running and unlocked/);
    });
  }

  it('may fail with anything, and with a message that quotes the string: no error of ours holds it', async () => {
    const string = newToken().reveal();
    const quoting = Object.assign(new Error(`cannot encrypt "${string}"`), { value: string });
    for (const failure of ['locked', { code: 5 }, null, quoting]) {
      secrets.failure = failure;
      const { message } = await refusal(box.write('a', string), string);
      assert.match(message, /secret storage/);
    }
  });

  it('is not waited for without end: a keyring that waits to be unlocked holds up nothing behind it', async () => {
    box = new SecretBox(secrets, 20);
    secrets.get = () => new Promise(() => undefined);
    const failed = refusal(box.read('a'));
    const behind = box.write('b', 'one');
    assert.match((await failed).message, /it gave no answer, and may still do what it was asked .* keyring locked\?/);
    await behind;
    assert.equal(secrets.stored.get('b'), 'one');
  });

  it('may throw at once instead of rejecting', async () => {
    secrets.store = () => {
      throw new Error('disposed');
    };
    assert.match((await refusal(box.write('a', 'one'))).message, /disposed/);
    assert.equal(await box.read('a'), undefined);
  });
});
