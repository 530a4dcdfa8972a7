import { readFileSync, renameSync, writeFileSync } from 'node:fs';

// A process that keeps reading a file and sometimes writes it, as an editor would. Every text starts and ends with the
// same digit. On a message, the process stops and reports how many texts did not.
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
