/** How many changes had which end, by Stryker's own words for it. */
export type Counts = ReadonlyMap<string, number>;

export function countsOf(statuses: readonly string[]): Counts {
  return new Map([...new Set(statuses)].map((status) => [status, statuses.filter((one) => one === status).length]));
}

export function sum(all: readonly Counts[]): Counts {
  const total = new Map<string, number>();
  for (const [status, count] of all.flatMap((counts) => [...counts])) {
    total.set(status, (total.get(status) ?? 0) + count);
  }
  return total;
}

/** The part of the changes that the tests noticed, in percent; those that could not be tried are not counted. */
export function score(counts: Counts): number {
  const of = (...statuses: readonly string[]) => statuses.reduce((all, status) => all + (counts.get(status) ?? 0), 0);
  const noticed = of('Killed', 'Timeout');
  return (100 * noticed) / (noticed + of('Survived', 'NoCoverage'));
}

export function lineOf(name: string, counts: Counts): string {
  const parts = [...counts].sort(([one], [other]) => one.localeCompare(other));
  return `${name}: ${score(counts).toFixed(1)} % (${parts.map(([status, count]) => `${status} ${count}`).join(', ')})`;
}
