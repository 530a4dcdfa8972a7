import fc from 'fast-check';
import { runHistories } from './runHistories.ts';

/** `npm run histories -- [count] [seed]` prints the seed, and exits with 1 if something was lost, astray, or untrue. */
const [count = 10_000, seed = Math.floor(Math.random() * 2 ** 31)] = process.argv.slice(2).map(Number);

console.log(`${count} histories, seed ${seed}`);
const start = performance.now();
const seconds = () => ((performance.now() - start) / 1_000).toFixed(0);
const { counts, failure } = await runHistories(count, seed, (done) => {
  if (done % 1_000 === 0) {
    console.log(`${done} histories, ${seconds()} s`);
  }
});
for (const [event, times] of [...counts].sort(([one], [other]) => one.localeCompare(other))) {
  console.log(`  ${event}: ${times}`);
}
if (failure === undefined) {
  console.log(`Nothing was lost, sent astray, or untrue. ${seconds()} s`);
} else {
  console.log(`${failure.violations.join('\n')}\n\n${fc.stringify(failure.history)}\n\n${failure.texts.join('\n')}`);
  process.exitCode = 1;
}
