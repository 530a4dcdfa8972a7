import assert from 'node:assert/strict';
import { ServerError } from '../../../../src/influxdb/serverError.ts';
import type { Exchanged } from './exchangeOne.ts';

/** What was seen, so that nobody takes responses that all failed alike for a test of anything. */
export class Tally {
  readonly #counts = new Map<string, number>();
  #slowest = 0;

  add({ generated, settled, milliseconds }: Exchanged): void {
    this.#count('responses');
    this.#slowest = Math.max(this.#slowest, milliseconds);
    if (generated.genuine !== undefined) {
      this.#count(`genuine ${generated.genuine}`);
    }
    if (generated.saves) {
      this.#count('string that had to be saved');
    }
    if (settled === 'never') {
      return;
    }
    if ('value' in settled) {
      this.#count('result');
      this.#count(`result of ${generated.call}`);
    } else if (settled.error instanceof ServerError) {
      this.#count('error');
      this.#count(settled.error.kind);
      this.#count(`outcome ${settled.error.outcome}`);
    }
  }

  get slowest(): number {
    return this.#slowest;
  }

  /** One line for each thing counted, the most frequent first. */
  get lines(): string[] {
    return [...this.#counts].sort(([, one], [, other]) => other - one).map(([what, count]) => `${count} ${what}`);
  }

  /**
   * Holds what was seen to what is expected of so many, given in a thousand; five standard deviations below that are
   * no accident. @throws AssertionError
   */
  assertCovers(expected: Readonly<Record<string, number>>): void {
    const all = this.#counts.get('responses') ?? 0;
    for (const [what, share] of Object.entries(expected)) {
      const mean = (all * share) / 1_000;
      const count = this.#counts.get(what) ?? 0;
      assert.ok(count >= mean - 5 * Math.sqrt(mean), `only ${count} of ${all}, and not about ${mean}: ${what}`);
    }
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}
