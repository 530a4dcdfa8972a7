import { Emitter } from '../../../src/core/emitter.ts';
import type { SecretStorage } from '../../../src/storage/secretQueue.ts';
import type { Memento } from '../../../src/storage/tokenStore.ts';
import { currentProcess, effect, type SimulatedProcess } from './process.ts';
import type { SimulatedTime } from './time.ts';

/** In milliseconds. How long after a write it's on the disk. */
export const flushTime = 3000;

interface Write {
  readonly at: number;
  readonly key: string;
  readonly previous: string | undefined;
  readonly process: SimulatedProcess | undefined;
}

/** Strings that reach the disk some time after they were written. */
class FlushedLater {
  readonly stored = new Map<string, string>();
  #unflushed: Write[] = [];
  readonly #time: SimulatedTime;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  set(key: string, value: string | undefined): void {
    this.#unflushed.push({ at: this.#time.elapsed, key, previous: this.stored.get(key), process: currentProcess() });
    this.#put(key, value);
  }

  /** Lost on the disk too. */
  lose(key: string): void {
    this.#unflushed = this.#unflushed.filter((write) => write.key !== key);
    this.stored.delete(key);
  }

  /** @returns the keys that are as they were before */
  loseUnflushed(process?: SimulatedProcess): string[] {
    const isOf = (write: Write) => process === undefined || write.process === process;
    const lost = this.#unflushed.filter((write) => isOf(write) && write.at > this.#time.elapsed - flushTime).reverse();
    this.#unflushed = this.#unflushed.filter((write) => !isOf(write));
    for (const { key, previous } of lost) {
      this.#put(key, previous);
    }
    return lost.map(({ key }) => key);
  }

  #put(key: string, value: string | undefined): void {
    if (value === undefined) {
      this.stored.delete(key);
    } else {
      this.stored.set(key, value);
    }
  }
}

export class SimulatedKeyring implements SecretStorage {
  readonly #secrets: FlushedLater;
  /** The number of the next accesses that fail. */
  refusals = { reads: 0, writes: 0 };
  #lastWritten: string | undefined;
  readonly #onChange: (key: string) => void;
  readonly onDidChange = new Emitter<{ readonly key: string }>().event;

  constructor(time: SimulatedTime, onChange: (key: string) => void) {
    this.#secrets = new FlushedLater(time);
    this.#onChange = onChange;
  }

  get stored(): ReadonlyMap<string, string> {
    return this.#secrets.stored;
  }

  loseLastWritten(): string | undefined {
    const key = this.#lastWritten;
    const lost = key === undefined ? undefined : this.stored.get(key);
    if (key !== undefined) {
      this.#secrets.lose(key);
      this.#onChange(key);
    }
    return lost;
  }

  /** @param process that wrote them; all if it's `undefined` */
  loseUnflushed(process?: SimulatedProcess): void {
    this.#secrets.loseUnflushed(process).forEach(this.#onChange);
  }

  keys(): Promise<string[]> {
    return this.#access('keys', 'reads', () => [...this.stored.keys()]);
  }

  get(key: string): Promise<string | undefined> {
    return this.#access('get', 'reads', () => this.stored.get(key));
  }

  store(key: string, value: string): Promise<void> {
    return this.#access(`store ${key.split('|')[0] ?? ''}`, 'writes', () => {
      this.#lastWritten = /^(kept|signIn)/.test(key) ? key : this.#lastWritten;
      this.#secrets.set(key, value);
      this.#onChange(key);
    });
  }

  delete(key: string): Promise<void> {
    return this.#access('delete', 'writes', () => {
      this.#secrets.set(key, undefined);
      this.#onChange(key);
    });
  }

  #access<Result>(name: string, kind: 'reads' | 'writes', work: () => Result): Promise<Result> {
    return effect(name, () => {
      if (this.refusals[kind] > 0) {
        this.refusals[kind] -= 1;
        throw new Error('The keyring is locked.');
      }
      return work();
    });
  }
}

export class SimulatedMemento implements Memento {
  readonly #values: FlushedLater;

  constructor(time: SimulatedTime) {
    this.#values = new FlushedLater(time);
  }

  keys(): readonly string[] {
    return [...this.#values.stored.keys()];
  }

  get(key: string): unknown {
    const json = this.#values.stored.get(key);
    return json === undefined ? undefined : JSON.parse(json);
  }

  async update(key: string, value: unknown): Promise<void> {
    await effect('memento', () => this.#values.set(key, value === undefined ? undefined : JSON.stringify(value)));
  }

  loseUnflushed(process?: SimulatedProcess): void {
    this.#values.loseUnflushed(process);
  }
}
