import fc from 'fast-check';
import { runHistory, type Outcome } from './simulation.ts';
import { history as anyHistory, type History } from './steps.ts';

export interface Result {
  readonly counts: ReadonlyMap<string, number>;
  readonly failure: (Outcome & { readonly history: History }) | undefined;
}

export async function runHistories(
  count: number,
  seed: number,
  onProgress: (done: number) => void = () => undefined,
): Promise<Result> {
  const counts = new Map<string, number>();
  let done = 0;
  let isShrinking = false;
  const property = fc.asyncProperty(anyHistory, async (history) => {
    const outcome = await runHistory(history);
    if (outcome.violations.length > 0) {
      isShrinking = true;
      throw new Error(outcome.violations.join('\n'));
    }
    if (!isShrinking) {
      done += 1;
      outcome.counts.forEach((times, event) => counts.set(event, (counts.get(event) ?? 0) + times));
      onProgress(done);
    }
  });
  const { counterexample, errorInstance } = await fc.check(property, { numRuns: count, seed });
  const [history] = counterexample ?? [];
  if (history === undefined) {
    return { counts, failure: undefined };
  }
  const outcome = await runHistory(history);
  const violations = outcome.violations.length > 0 ? outcome.violations : [String(errorInstance)];
  return { counts, failure: { history, ...outcome, violations } };
}
