import { setImmediate } from 'node:timers/promises';

/** Work that can pause at each `yield`, at least every few milliseconds. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** In milliseconds: other extensions share the thread. */
const maxSlice = 10;

/** Work that takes no longer than that isn't interrupted. @throws the signal's reason, at a pause */
export async function withPauses<Result>(work: Steps<Result>, signal?: AbortSignal): Promise<Result> {
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

export function withoutPauses<Result>(work: Steps<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) {
      return value;
    }
  }
}
