import { setImmediate } from 'node:timers/promises';

/** In milliseconds: other extensions share the thread. */
const maxSlice = 10;

/** Runs work that yields often, and pauses every few milliseconds. @throws the signal's reason */
export async function withPauses<Result>(
  work: Generator<undefined, Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  let sliceStart = performance.now();
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) {
      return step.value;
    }
    if (performance.now() - sliceStart > maxSlice) {
      await setImmediate();
      signal?.throwIfAborted();
      sliceStart = performance.now();
    }
  }
}
