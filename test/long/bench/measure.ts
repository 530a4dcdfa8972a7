export type Send = () => Promise<void>;

const warmUpRounds = 3;

/** Alternates between all of them, so that other load on the machine affects all equally. Times in milliseconds. */
export async function measure(sends: readonly Send[], rounds: number): Promise<number[][]> {
  const times: number[][] = sends.map(() => []);
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const [index, send] of sends.entries()) {
      const started = performance.now();
      await send();
      if (round >= 0) {
        times[index]?.push(performance.now() - started);
      }
    }
  }
  return times;
}
