import { currentProcess } from './process.ts';

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

const start = Date.parse('2026-12-01T12:00:00Z');

/** Time that passes only when it's told to. The machine's clock can jump; the others don't. */
export class SimulatedTime {
  /** In milliseconds since the start. */
  elapsed = 0;
  #jumps = 0;
  readonly #timers = new Map<number, Timer>();
  #lastTimer = 0;

  /** The right time, in milliseconds since 1970. */
  now(): number {
    return start + this.elapsed;
  }

  machineNow(): number {
    return this.now() + this.#jumps;
  }

  jumpMachineClock(milliseconds: number): void {
    this.#jumps += milliseconds;
  }

  /** Timers whose process was killed by then don't fire. */
  setTimer(fire: () => void, milliseconds: number): number {
    const process = currentProcess();
    const id = ++this.#lastTimer;
    const run = () => (process === undefined ? fire() : process.isAlive ? process.run(fire) : undefined);
    this.#timers.set(id, { due: this.elapsed + milliseconds, fire: run });
    return id;
  }

  clearTimer(id: number): void {
    this.#timers.delete(id);
  }

  pass(milliseconds: number): void {
    const end = this.elapsed + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter(([, { due }]) => due <= end).sort(([, a], [, b]) => a.due - b.due);
      if (next === undefined) {
        this.elapsed = Math.max(this.elapsed, end);
        return;
      }
      const [id, { due, fire }] = next;
      this.#timers.delete(id);
      this.elapsed = Math.max(this.elapsed, due);
      fire();
    }
  }
}
