export type Counts = ReadonlyMap<string, number>;

export function countStatuses(statuses: readonly string[]): Counts {
  return new Map([...new Set(statuses)].map((status) => [status, statuses.filter((one) => one === status).length]));
}

export function sum(all: readonly Counts[]): Counts {
  const total = new Map<string, number>();
  for (const [status, count] of all.flatMap((counts) => [...counts])) {
    total.set(status, (total.get(status) ?? 0) + count);
  }
  return total;
}

/** Detected mutants in percent. Mutants that could not be run don't count. */
export function score(counts: Counts): number {
  const count = (...statuses: readonly string[]) =>
    statuses.reduce((total, status) => total + (counts.get(status) ?? 0), 0);
  const detected = count('Killed', 'Timeout');
  return (100 * detected) / (detected + count('Survived', 'NoCoverage'));
}

export function formatScore(name: string, counts: Counts): string {
  const parts = [...counts].sort(([one], [other]) => one.localeCompare(other));
  return `${name}: ${score(counts).toFixed(1)}% (${parts.map(([status, count]) => `${status} ${count}`).join(', ')})`;
}
