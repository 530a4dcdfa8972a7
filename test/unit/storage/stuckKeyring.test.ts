import assert from 'node:assert/strict';
import { SecretQueue } from '../../../src/storage/secretQueue.ts';
import { expectUserError } from './helpers/errors.ts';
import { MemorySecrets } from './helpers/memoryStorage.ts';

/** A keyring that holds back some changes until they are released, while later ones overtake them. */
class StuckSecrets extends MemorySecrets {
  readonly #keysToHold = new Set<string>();
  readonly #held = new Map<string, PromiseWithResolvers<undefined>>();
  readonly #pending = new Set<Promise<void>>();

  hold(key: string): void {
    this.#keysToHold.add(key);
  }

  release(key: string): void {
    this.#keysToHold.delete(key);
    this.#held.get(key)?.resolve(undefined);
  }

  /** Resolves when no change is pending, including those started by the end of another. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) {
      await Promise.allSettled(this.#pending);
      await new Promise(setImmediate);
    }
  }

  override async store(key: string, value: string): Promise<void> {
    await this.#whenReleased(key, () => super.store(key, value));
  }

  override async delete(key: string): Promise<void> {
    await this.#whenReleased(key, () => super.delete(key));
  }

  async #whenReleased(key: string, change: () => Promise<void>): Promise<void> {
    const gate = Promise.withResolvers<undefined>();
    if (this.#keysToHold.delete(key)) {
      this.#held.set(key, gate);
    } else {
      gate.resolve(undefined);
    }
    const work = gate.promise.then(change);
    this.#pending.add(work);
    await work.finally(() => this.#pending.delete(work));
  }
}

describe('SecretQueue with a keyring that responds late', () => {
  const limit = 25;
  let secrets: StuckSecrets;
  let box: SecretQueue;

  beforeEach(() => {
    secrets = new StuckSecrets();
    box = new SecretQueue(secrets, limit);
    secrets.hold('a');
  });

  /** Long enough for a change that isn't blocked. */
  const shortDelay = async () => {
    for (let count = 0; count < 10; count += 1) await new Promise(setImmediate);
  };
  const allCompleted = async () => {
    secrets.release('a');
    await secrets.idle();
  };

  it('stores the last value even if earlier writes complete late', async () => {
    await expectUserError(box.write('a', 'first'));
    const second = expectUserError(box.write('a', 'second'));
    await second;
    const third = box.write('a', 'third');
    secrets.release('a');
    await third;
    assert.equal(await box.read('a'), 'third');
    await allCompleted();
    assert.equal(secrets.stored.get('a'), 'third');
    const writes = secrets.accesses.filter((access) => access === 'store a');
    assert.equal(writes.length, 3, 'each write completed before the next one started');
  });

  it('stores nothing if the last change is a removal', async () => {
    await expectUserError(box.write('a', 'first'));
    const removed = box.remove('a');
    await shortDelay();
    secrets.release('a');
    await removed;
    await allCompleted();
    assert.equal(secrets.stored.has('a'), false);
  });

  it('keeps a value that is written after a late removal', async () => {
    secrets.release('a');
    await box.write('a', 'before');
    secrets.hold('a');
    await expectUserError(box.remove('a'));
    const stored = box.write('a', 'after');
    await shortDelay();
    secrets.release('a');
    await stored;
    await allCompleted();
    assert.equal(secrets.stored.get('a'), 'after');
  });

  it('makes the last change even if its caller stopped waiting', async () => {
    await expectUserError(box.write('a', 'first'));
    await expectUserError(box.write('a', 'second'));
    await allCompleted();
    assert.equal(secrets.stored.get('a'), 'second');
  });

  it('continues with the next write when a late one fails', async () => {
    const originalStore = secrets.store.bind(secrets);
    const gate = Promise.withResolvers<undefined>();
    secrets.store = async () => {
      await gate.promise;
      throw new Error('the prompt was dismissed');
    };
    await expectUserError(box.write('a', 'first'));
    secrets.store = originalStore;
    secrets.release('a');
    const second = box.write('a', 'second');
    gate.resolve(undefined);
    await second;
    assert.equal(secrets.stored.get('a'), 'second');
  });

  it('accesses other keys while many writes of a stuck key wait', async () => {
    box = new SecretQueue(secrets, 100);
    await expectUserError(box.write('a', 'first'));
    const waiting = Array.from({ length: 10 }, (_, number) => expectUserError(box.write('a', String(number))));
    const startedAt = performance.now();
    await box.write('b', 'one');
    assert.equal(await box.read('b'), 'one');
    const duration = performance.now() - startedAt;
    assert.ok(duration < 10 * 100, `took ${duration} ms, as long as waiting for all ten writes`);
    await Promise.all(waiting);
  });

  it('reads a key while its write is stuck', async () => {
    secrets.stored.set('a', 'before');
    await expectUserError(box.write('a', 'first'));
    assert.equal(await box.read('a'), 'before');
  });
});
