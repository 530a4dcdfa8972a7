import { soak } from './soak.ts';

/** `npm run soak -- [operations] [seed]` prints the seed, and exits with 1 on an inconsistency or a leak. */
const [count = 10_000, seed = Math.floor(Math.random() * 2 ** 32)] = process.argv.slice(2).map(Number);
const mebibyte = 1024 * 1024;
/** In bytes; random variation stays below. */
const growthLimit = 4 * mebibyte;

console.log(`${counted(count, 'operation')}, seed ${seed}`);
const start = performance.now();
const seconds = () => ((performance.now() - start) / 1_000).toFixed(0);
const result = await soak(seed, count, (done, { requests, faultyRequests: faulty }) => {
  if (done % 1_000 === 0) {
    console.log(`${done} operations, ${requests} requests, ${faulty} of them with a fault, ${seconds()} s`);
  }
});
const { summary, secretFailures, leaks: left, warnings, growth } = result;
const leaks = [...left, ...warnings];
for (const [event, times] of [...summary.counts].sort(([one], [other]) => one.localeCompare(other))) {
  console.log(`  ${event}: ${times}`);
}
const share = ((100 * summary.faultyRequests) / summary.requests).toFixed(1);
console.log(
  `${counted(summary.requests, 'request')}, ${share}% with a fault; secret storage failed ${counted(secretFailures, 'time')}.`,
);
console.log(`The heap grew by ${(growth / mebibyte).toFixed(1)} MiB in the second half.`);
console.log(`Everything was consistent after each operation. Leaks: ${leaks.join(', ') || 'none'}. ${seconds()} s`);
process.exitCode = leaks.length === 0 && growth < growthLimit ? 0 : 1;

function counted(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
