import { readFileSync } from 'node:fs';
import { beforeEachStep } from './fileSteps.ts';
import { updateToken } from './tokens.ts';

// A process that replaces the token in one file and prints the result. It kills itself before the step with the given
// number, if any.
const [, , path = '', fatalStep] = process.argv;
const bytes = readFileSync(path);
const killAtFatalStep = (_: string, number: number) => {
  if (String(number) === fatalStep) {
    process.kill(process.pid, 'SIGKILL');
  }
};
console.log(await beforeEachStep(killAtFatalStep, () => updateToken(path, bytes)));
