import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Journal } from '../../../../src/rotation/journal.ts';
import type { RotationPorts } from '../../../../src/rotation/ports.ts';
import { Rotation } from '../../../../src/rotation/rotation.ts';
import { countPortCalls, countFileChanges, createBoundary } from './effects.ts';
import { RotationFixture } from './rotationFixture.ts';

/* This process rotates a token and kills itself. Its environment has the task, but no token. */

interface Task {
  readonly root: string;
  readonly url: string;
  readonly how: 'begin' | 'finish' | 'undo';
  readonly journal: Journal;
  readonly killAt: number;
}

const { root, url, how, journal, killAt } = JSON.parse(process.env['ROTATION_TASK'] ?? '') as Task;
const boundary = createBoundary(join(root, 'effects.txt'), killAt);
const fixture = new RotationFixture(root, url);
const lock = await fixture.locks.take(journal.old.listedHash);
if (lock === undefined) {
  throw new Error('another process holds the lock');
}
await countFileChanges(root, boundary);
const real = fixture.ports();
const ports: RotationPorts = {
  server: countPortCalls('server', real.server, boundary),
  secrets: countPortCalls('secrets', real.secrets, boundary),
  files: countPortCalls('files', real.files, boundary),
  journals: countPortCalls('journals', real.journals, boundary),
  person: countPortCalls('person', real.person, boundary),
  signal: real.signal,
};
if (how === 'begin') {
  await new Rotation(journal, ports).begin();
} else {
  const saved = await fixture.journals.read(journal.id);
  if (saved !== undefined) {
    await new Rotation(saved, ports)[how]();
  }
}
await lock.release();
writeFileSync(join(root, 'ended'), '');
