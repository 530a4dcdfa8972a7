import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ExtensionFiles } from './extensionFiles.ts';

/* This process writes the extension's files to a full disk and again when it has space, and prints the results. */
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

const files = new ExtensionFiles(join(disk, 'state'));
await files.writeJournal('creating');
const before = files.list();
fill();
const full = { journal: await files.writeJournal('placing'), id: await files.createId(), lock: await files.takeLock() };
const after = { files: files.list(), stage: await files.stageOfJournal() };
rmSync(join(disk, 'filler'), { recursive: true });
const freed = {
  journal: await files.writeJournal('placing'),
  id: await files.createId(),
  lock: await files.takeLock(),
};
console.log(JSON.stringify({ before, full, after, freed, stage: await files.stageOfJournal() }));
