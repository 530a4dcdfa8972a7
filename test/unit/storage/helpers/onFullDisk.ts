import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { OwnFiles } from './ownFiles.ts';

/*
 * A process of its own that writes the extension's files on a small disk, which it fills first, with bytes or with
 * empty files, and then frees. It prints what came of each.
 */
const [, , disk = '', filledWith] = process.argv;

const fill = () => {
  const filler = join(disk, 'filler');
  mkdirSync(filler);
  try {
    for (let number = 0; ; number += 1) {
      const file = openSync(join(filler, String(number)), 'w');
      try {
        while (filledWith === 'bytes') writeSync(file, Buffer.alloc(4096));
      } finally {
        closeSync(file);
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
};

const here = new OwnFiles(join(disk, 'state'));
await here.writeJournal('creating');
const before = here.list();
fill();
const full = { journal: await here.writeJournal('placing'), id: await here.askForId(), lock: await here.takeLock() };
const after = { files: here.list(), stage: await here.stageOfJournal() };
rmSync(join(disk, 'filler'), { recursive: true });
const freed = { journal: await here.writeJournal('placing'), id: await here.askForId(), lock: await here.takeLock() };
console.log(JSON.stringify({ before, full, after, freed, stage: await here.stageOfJournal() }));
