import { readFileSync } from 'node:fs';
import { isMixOf } from '../../../support/withoutPauses.ts';

// This process reads a file again and again, and reports how often it was no mix of two others.
const [, , path = '', before = '', after = ''] = process.argv;
const contents = [readFileSync(before), readFileSync(after)] as const;
let reads = 0;
let others = 0;
const stop = new AbortController();
process.once('message', () => stop.abort());
process.send?.('ready');
while (!stop.signal.aborted) {
  others += Number(!isMixOf(readFileSync(path), contents[0], [contents[1]]));
  reads += 1;
  await new Promise(setImmediate);
}
process.send?.({ reads, others });
process.disconnect();
