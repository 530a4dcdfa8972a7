import type { Logger } from '../core/logger.ts';
import { toError } from '../core/errors.ts';

/** Logs an error and returns `fallback` if `work` throws, because VS Code has no good place to show the error. */
export function logErrors<Result>(log: Logger, failure: string, fallback: Result, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    logFailure(log, failure, thrown);
    return fallback;
  }
}

/** Like {@link logErrors}, for work that takes time. */
export async function logRejections<Result>(
  log: Logger,
  failure: string,
  fallback: Result,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    logFailure(log, failure, thrown);
    return fallback;
  }
}

export function logFailure(log: Logger, failure: string, thrown: unknown): void {
  const error = toError(thrown);
  log.error(`${failure}: ${error.stack ?? error.message}`);
}
