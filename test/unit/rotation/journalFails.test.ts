import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalsPort } from '../../../src/core/rotation/ports.ts';
import { RotationStopped } from '../../../src/core/rotation/stopped.ts';
import { UserError } from '../../../src/core/userError.ts';
import { onFailingDisk } from '../storage/helpers/failingDisk.ts';
import { Play, type Beginning } from './play.ts';

const beginnings: readonly Beginning[] = [
  { kind: 'named', signedInWith: 'old', finished: ['_admin', 'ci-writer-2'] },
  { kind: 'operator', signedInWith: 'old', finished: ['_admin', 'ci-writer'] },
  { kind: 'bridge', signedInWith: 'old', finished: ['_admin', 'bridge', 'ci-writer'] },
];

describe('A rotation whose journal cannot be written, because the disk is full', function () {
  this.timeout(120_000);
  this.slow(60_000);
  let scratch: string;
  const plays: Play[] = [];
  const opened = (play: Play) => {
    plays.push(play);
    return play;
  };

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'rotation-'));
  });
  after(() => rm(scratch, { recursive: true, force: true }));
  afterEach(async () => {
    await Promise.all(plays.splice(0).map((play) => play.end()));
  });

  /** Journals of which as many are written as there is room for. */
  const withRoomFor = (count: number, play: Play) => {
    let written = 0;
    return (real: JournalsPort): JournalsPort => ({
      write: (journal) => {
        written += 1;
        return written <= count
          ? real.write(journal)
          : onFailingDisk(play.journalFolder, { code: 'ENOSPC', moment: 'writing' }, () => real.write(journal));
      },
      remove: (id) => real.remove(id),
    });
  };
  const errorOf = (work: Promise<void>): Promise<unknown> =>
    work.then(
      () => assert.fail('it went on without its journal'),
      (error: unknown) => error,
    );

  for (const beginning of beginnings) {
    it(`is not begun, or stops with what is true, and goes on when there is room (${beginning.kind})`, async () => {
      const whole = opened(await Play.begin(scratch, beginning));
      let writes = 0;
      await whole.runHere('begin', (real) => ({
        write: (journal) => {
          writes += 1;
          return real.write(journal);
        },
        remove: (id) => real.remove(id),
      }));
      await whole.expectFinished();
      assert.ok(writes >= 6, `${writes} steps are written down`);

      const first = opened(await Play.begin(scratch, beginning));
      const refused = await errorOf(first.runHere('begin', withRoomFor(0, first)));
      assert.ok(refused instanceof UserError && !(refused instanceof RotationStopped));
      assert.match(refused.message, /^The disk is full: .*rotations"\. Make room there and try again\.$/);
      await first.expectNothingLost();
      await first.expectUntouched();

      for (let room = 1; room < writes; room += 1) {
        const play = opened(await Play.begin(scratch, beginning));
        const stopped = await errorOf(play.runHere('begin', withRoomFor(room, play)));
        assert.ok(stopped instanceof RotationStopped, `${room}: ${String(stopped)}`);
        assert.match(stopped.message, / stopped\. The disk is full: .*Finishing it /);
        assert.deepEqual(stopped.journal, await play.writtenJournal(), 'what is told is what is written down');
        // Once more with the disk as full as before: nothing is lost by trying.
        for (const how of ['finish', 'undo'] as const) {
          const again = await errorOf(play.runHere(how, withRoomFor(0, play)));
          assert.ok(again instanceof RotationStopped, `${room}: ${String(again)}`);
          assert.deepEqual(again.journal, await play.writtenJournal());
        }
        const other = opened(await play.copy(scratch));
        await play.resume('finish');
        await other.resume('undo');
      }
    });
  }
});
