import { AsyncLocalStorage } from 'node:async_hooks';

/** Called before and after each effect of a process. Resolves to false if the process is killed there. */
export type EffectHook = (effect: string, when: 'before' | 'after') => boolean | Promise<boolean>;

/** An extension host. All of its work runs in its context, so that nothing of it continues after it's killed. */
export class SimulatedProcess {
  readonly pid: number;
  readonly window: string;
  isAlive = true;
  operation = 'start';
  /** The number of effects so far, by which a driver sees whether work is still going on. */
  effects = 0;
  hook: EffectHook = () => true;
  /** Called at once, before anything else happens. */
  onKill: () => void = () => undefined;
  readonly killed: Promise<undefined>;
  readonly #resolveKilled: () => void;

  constructor(pid: number, window: string) {
    this.pid = pid;
    this.window = window;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.killed = promise;
    this.#resolveKilled = () => resolve(undefined);
  }

  kill(): void {
    this.isAlive = false;
    this.onKill();
    this.#resolveKilled();
  }

  run<Result>(work: () => Result): Result {
    return current.run(this, work);
  }

  /** Never settles if the process is killed before, during, or after the effect. */
  async effect<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> {
    await this.pass(name, 'before');
    let result: Result;
    try {
      result = await work();
    } finally {
      await this.pass(name, 'after');
    }
    return result;
  }

  async pass(name: string, when: 'before' | 'after'): Promise<void> {
    this.effects += 1;
    if (this.isAlive && !(await this.hook(name, when))) {
      this.kill();
    }
    if (!this.isAlive) {
      await new Promise<never>(() => undefined);
    }
  }
}

const current = new AsyncLocalStorage<SimulatedProcess>();

export function currentProcess(): SimulatedProcess | undefined {
  return current.getStore();
}

export async function effect<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> {
  const process = currentProcess();
  return process === undefined ? work() : process.effect(name, work);
}
