import { readFileSync, writeSync } from 'node:fs';
import { beforeEachCall } from './fileCalls.ts';
import { rollBackAs, updateAs, type Shape } from './shapes.ts';
import { testPlace } from './tokens.ts';

// This process replaces the token in one file, or rolls that back. Given the number of a call of the file system, it
// kills itself before that call.
export interface Task {
  readonly path: string;
  readonly shape?: Shape;
  readonly ownFolder?: string;
  readonly fatalCall?: number;
  /** The content that the file had before an interrupted update, which is rolled back. */
  readonly original?: string;
}

const { path, shape = 'same length', ownFolder, fatalCall, original } = JSON.parse(process.argv[2] ?? '') as Task;
const bytes = readFileSync(original ?? path);
const place = testPlace(ownFolder);
const work = original === undefined ? updateAs : rollBackAs;
let calls = 0;
if (fatalCall !== undefined) {
  await beforeEachCall(() => {
    if (calls === fatalCall) {
      process.kill(process.pid, 'SIGKILL');
      // The signal may take a moment to arrive, and nothing may happen until then.
      for (;;);
    }
    calls += 1;
  });
}
const result = await work(shape, path, bytes, place);
writeSync(1, `${String(result)}\n`);
