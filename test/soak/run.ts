import { soak } from './soak.ts';

/**
 * `npm run soak -- [operations] [seed]`: 10,000 operations, and a seed that is printed. Exits with 1 when something does
 * not agree afterwards, or something was left.
 */
const [count = 10_000, seed = Math.floor(Math.random() * 2 ** 32)] = process.argv.slice(2).map(Number);
const mebibyte = 1024 * 1024;
/** More than any chance makes of it. */
const growthLimit = 4 * mebibyte;

console.log(`${count} operations, seed ${seed}`);
const start = performance.now();
const seconds = () => ((performance.now() - start) / 1_000).toFixed(0);
const result = await soak(seed, count, (done, { requests, befallen }) => {
  if (done % 1_000 === 0) {
    console.log(`${done} operations, ${requests} requests, ${befallen} of them befallen, ${seconds()} s`);
  }
});
const { tally, secretFailures, left, warnings, growth } = result;
for (const [what, times] of [...tally.counts].sort(([one], [other]) => one.localeCompare(other))) {
  console.log(`  ${what}: ${times}`);
}
const share = ((100 * tally.befallen) / tally.requests).toFixed(1);
console.log(
  `${tally.requests} requests, ${share} % befallen by a fault; the secret storage failed ${secretFailures} times.`,
);
console.log(`The heap grew by ${(growth / mebibyte).toFixed(1)} MiB over the second half.`);
console.log(
  `Left: ${[...left, ...warnings].join(', ') || 'nothing'}. All agreed after each operation. ${seconds()} s.`,
);
process.exitCode = left.length === 0 && warnings.length === 0 && growth < growthLimit ? 0 : 1;
