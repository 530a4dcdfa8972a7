/** May resolve to the time when it was done, if it has more to do before the next one can begin. */
export type Send = () => Promise<unknown>;

export interface Measured {
  /** Not measured. */
  readonly prepare?: () => unknown;
  readonly send: Send;
}

const warmUpRounds = 3;

/** Alternates between all of them, so that other load on the machine affects all equally. Times in milliseconds. */
export async function measure(measured: readonly Measured[], rounds: number): Promise<number[][]> {
  const times: number[][] = measured.map(() => []);
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const [index, { prepare, send }] of measured.entries()) {
      await prepare?.();
      const started = performance.now();
      const done = await send();
      if (round >= 0) {
        times[index]?.push((typeof done === 'number' ? done : performance.now()) - started);
      }
    }
  }
  return times;
}
