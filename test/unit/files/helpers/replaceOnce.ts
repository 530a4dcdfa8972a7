import { readFileSync } from 'node:fs';
import { atEachStep } from './steps.ts';
import { renew } from './tokens.ts';

// A process of its own that replaces the token in one file, and prints what became of it. Where a number is given, it
// is killed as it comes to the step of that number.
const [, , path = '', fatal] = process.argv;
const bytes = readFileSync(path);
const dieAtFatal = (_: string, number: number) => {
  if (String(number) === fatal) {
    process.kill(process.pid, 'SIGKILL');
  }
};
console.log(await atEachStep(dieAtFatal, () => renew(path, bytes)));
