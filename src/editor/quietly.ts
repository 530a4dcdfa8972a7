import type { Logger } from '../core/logger.ts';
import { toError } from '../core/userError.ts';

/** Does what VS Code asked for. A failure goes to the log: thrown, it would reach no person, or all of them at once. */
export function quietly<Result>(log: Logger, failure: string, fallback: Result, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    const error = toError(thrown);
    log.error(`${failure}: ${error.stack ?? error.message}`);
    return fallback;
  }
}
