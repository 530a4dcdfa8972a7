import assert from 'node:assert/strict';
import { ServerError } from '../../../../../src/influxdb/transport/serverError.ts';
import type { CaseResult } from './runCase.ts';

/** Counts the results, so that a run fails if all of its responses lead to the same result. */
export class Summary {
  readonly #counts = new Map<string, number>();
  #slowest = 0;

  add({ generatedCase, settled, milliseconds }: CaseResult): void {
    this.#count('responses');
    this.#slowest = Math.max(this.#slowest, milliseconds);
    if (generatedCase.genuine !== undefined) {
      this.#count(`genuine ${generatedCase.genuine}`);
    }
    if (generatedCase.mustReturnToken) {
      this.#count('new token that must be returned');
    }
    if (settled === 'never') {
      return;
    }
    if ('value' in settled) {
      this.#count('result');
      this.#count(`result of ${generatedCase.call}`);
    } else if (settled.error instanceof ServerError) {
      this.#count('error');
      this.#count(settled.error.kind);
      this.#count(`outcome ${settled.error.outcome}`);
    }
  }

  get slowest(): number {
    return this.#slowest;
  }

  get lines(): string[] {
    return [...this.#counts].sort(([, one], [, other]) => other - one).map(([what, count]) => `${count} ${what}`);
  }

  /** Fails if a count per thousand responses is far (5 standard deviations) below the expected one. */
  assertCovers(expected: Readonly<Record<string, number>>): void {
    const all = this.#counts.get('responses') ?? 0;
    for (const [what, share] of Object.entries(expected)) {
      const mean = (all * share) / 1_000;
      const count = this.#counts.get(what) ?? 0;
      assert.ok(count >= mean - 5 * Math.sqrt(mean), `only ${count} of ${all} instead of about ${mean}: ${what}`);
    }
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}
