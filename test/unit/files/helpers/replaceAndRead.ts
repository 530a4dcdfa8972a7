import { readFileSync, renameSync, writeFileSync } from 'node:fs';

// This process reads a file again and again and sometimes writes it, as an editor would. Every text starts and ends
// with the same digit, and the process reports how many didn't.
const path = process.argv[2] ?? '';
const middle = readFileSync(path, 'utf8').slice(1, -1);
let halves = 0;
let reads = 0;
const stop = new AbortController();
process.once('message', () => stop.abort());
process.send?.('ready');
while (!stop.signal.aborted) {
  const text = readFileSync(path, 'utf8');
  reads += 1;
  halves += Number(text.length !== middle.length + 2 || !text.endsWith(text.slice(0, 1)));
  if (reads % 50 === 0) {
    const digit = (reads / 50) % 10;
    writeFileSync(`${path}.new`, `${digit}${middle}${digit}`);
    renameSync(`${path}.new`, path);
  }
  await new Promise(setImmediate);
}
process.send?.({ reads, halves });
process.disconnect();
