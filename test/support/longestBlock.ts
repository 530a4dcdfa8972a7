/** In milliseconds: the longest that work on a large file may block all extensions, also while other tests run. */
export const maxBlock = 300;

/**
 * Returns the longest time for which the work blocked the event loop, in milliseconds. It counts processor time where
 * that's shorter, because elapsed time would include other processes.
 */
export async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let isDone = false;
  const probe = async () => {
    while (!isDone) {
      const started = performance.now();
      const before = process.cpuUsage();
      await new Promise(setImmediate);
      const { user, system } = process.cpuUsage(before);
      longest = Math.max(longest, Math.min(performance.now() - started, (user + system) / 1000));
    }
  };
  const probing = probe();
  try {
    await work();
  } finally {
    isDone = true;
  }
  await probing;
  return Math.round(longest);
}
