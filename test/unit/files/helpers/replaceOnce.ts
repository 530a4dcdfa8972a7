import { readFileSync } from 'node:fs';
import { beforeEachStep } from './fileSteps.ts';
import { updateToken } from './tokens.ts';

// This process replaces the token in one file. If a step number is given, it kills itself before that step.
const [, , path = '', fatalStep] = process.argv;
const bytes = readFileSync(path);
const killAtFatalStep = (_: string, number: number) => {
  if (String(number) === fatalStep) {
    process.kill(process.pid, 'SIGKILL');
  }
};
console.log(await beforeEachStep(killAtFatalStep, () => updateToken(path, bytes)));
