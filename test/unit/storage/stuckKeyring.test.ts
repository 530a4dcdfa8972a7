import assert from 'node:assert/strict';
import { SecretBox } from '../../../src/storage/secretBox.ts';
import { refusal } from './helpers/errors.ts';
import { MemorySecrets } from './helpers/ports.ts';

/** A keyring that gives no answer to some changes until they are let through, while later ones overtake them. */
class StuckSecrets extends MemorySecrets {
  readonly #toStick = new Set<string>();
  readonly #stuck = new Map<string, PromiseWithResolvers<undefined>>();
  readonly #underWay = new Set<Promise<void>>();

  /** The next change of this key waits. */
  stick(key: string): void {
    this.#toStick.add(key);
  }

  /** What waits lands now. */
  letThrough(key: string): void {
    this.#toStick.delete(key);
    this.#stuck.get(key)?.resolve(undefined);
  }

  /** Resolves when nothing is under way, and nothing was begun because something else had ended. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) {
      await Promise.allSettled(this.#underWay);
      await new Promise(setImmediate);
    }
  }

  override async store(key: string, value: string): Promise<void> {
    await this.#unlessStuck(key, () => super.store(key, value));
  }

  override async delete(key: string): Promise<void> {
    await this.#unlessStuck(key, () => super.delete(key));
  }

  async #unlessStuck(key: string, change: () => Promise<void>): Promise<void> {
    const gate = Promise.withResolvers<undefined>();
    if (this.#toStick.delete(key)) {
      this.#stuck.set(key, gate);
    } else {
      gate.resolve(undefined);
    }
    const work = gate.promise.then(change);
    this.#underWay.add(work);
    await work.finally(() => this.#underWay.delete(work));
  }
}

describe('A keyring that answers late', () => {
  const limit = 25;
  let secrets: StuckSecrets;
  let box: SecretBox;

  beforeEach(() => {
    secrets = new StuckSecrets();
    box = new SecretBox(secrets, limit);
    secrets.stick('a');
  });

  /** Enough for what comes next to be done, unless it waits for what is stuck. */
  const moment = async () => {
    for (let turns = 0; turns < 10; turns += 1) await new Promise(setImmediate);
  };
  /** Everything that was asked for has landed. */
  const landed = async () => {
    secrets.letThrough('a');
    await secrets.idle();
  };

  it('leaves the last value that was wanted, whatever of the earlier ones lands late', async () => {
    await refusal(box.write('a', 'first'));
    const second = refusal(box.write('a', 'second'));
    await second;
    const third = box.write('a', 'third');
    secrets.letThrough('a');
    await third;
    assert.equal(await box.read('a'), 'third');
    await landed();
    assert.equal(secrets.stored.get('a'), 'third');
    const landings = secrets.accesses.filter((access) => access === 'store a');
    assert.equal(landings.length, 3, 'all three have landed, each before the next was handed over');
  });

  it('leaves nothing where it was to be removed last', async () => {
    await refusal(box.write('a', 'first'));
    const removed = box.remove('a');
    await moment();
    secrets.letThrough('a');
    await removed;
    await landed();
    assert.equal(secrets.stored.has('a'), false);
  });

  it('leaves what was stored after a removal that lands late', async () => {
    secrets.letThrough('a');
    await box.write('a', 'before');
    secrets.stick('a');
    await refusal(box.remove('a'));
    const stored = box.write('a', 'after');
    await moment();
    secrets.letThrough('a');
    await stored;
    await landed();
    assert.equal(secrets.stored.get('a'), 'after');
  });

  it('does what was wanted last also where nobody waits for it any more', async () => {
    await refusal(box.write('a', 'first'));
    await refusal(box.write('a', 'second'));
    await landed();
    assert.equal(secrets.stored.get('a'), 'second');
  });

  it('keeps to the order of asking when what is late fails in the end', async () => {
    const real = secrets.store.bind(secrets);
    const gate = Promise.withResolvers<undefined>();
    secrets.store = async () => {
      await gate.promise;
      throw new Error('the prompt was dismissed');
    };
    await refusal(box.write('a', 'first'));
    secrets.store = real;
    secrets.letThrough('a');
    const second = box.write('a', 'second');
    gate.resolve(undefined);
    await second;
    assert.equal(secrets.stored.get('a'), 'second');
  });

  it('holds up no other key behind the one that is stuck, however much waits for that', async () => {
    box = new SecretBox(secrets, 100);
    await refusal(box.write('a', 'first'));
    const waiting = Array.from({ length: 10 }, (_, number) => refusal(box.write('a', String(number))));
    const began = performance.now();
    await box.write('b', 'one');
    assert.equal(await box.read('b'), 'one');
    const took = performance.now() - began;
    assert.ok(took < 10 * 100, `${took} ms, where each of the ten would have been waited for`);
    await Promise.all(waiting);
  });

  it('can still be read meanwhile', async () => {
    secrets.stored.set('a', 'before');
    await refusal(box.write('a', 'first'));
    assert.equal(await box.read('a'), 'before');
  });
});
