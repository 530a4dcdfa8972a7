import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalsPort } from '../../../src/core/rotation/ports.ts';
import { RotationStopped, whatIsTrue } from '../../../src/core/rotation/stopped.ts';
import { UserError } from '../../../src/core/userError.ts';
import { onFailingDisk } from '../storage/helpers/failingDisk.ts';
import { sentence } from '../../support/sentences.ts';
import { Play, type Beginning } from './play.ts';

const cases: readonly Beginning[] = [
  { kind: 'named', signedInWith: 'old', finished: ['_admin', 'ci-writer-2'] },
  { kind: 'operator', signedInWith: 'old', finished: ['_admin', 'ci-writer'] },
  { kind: 'bridge', signedInWith: 'old', finished: ['_admin', 'bridge', 'ci-writer'] },
];

describe('Rotation, when the disk is too full for its journal', function () {
  this.timeout(120_000);
  this.slow(60_000);
  let scratch: string;
  const openPlays: Play[] = [];
  const closeAfterwards = (play: Play) => {
    openPlays.push(play);
    return play;
  };

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'rotation-'));
  });
  after(() => rm(scratch, { recursive: true, force: true }));
  afterEach(async () => {
    await Promise.all(openPlays.splice(0).map((play) => play.end()));
  });

  /** Journals of which only the first `count` can be written. */
  const withSpaceFor = (count: number, play: Play) => {
    let writes = 0;
    return (real: JournalsPort): JournalsPort => ({
      write: (journal) => {
        writes += 1;
        return writes <= count
          ? real.write(journal)
          : onFailingDisk(play.journalFolder, { code: 'ENOSPC', moment: 'writing' }, () => real.write(journal));
      },
      remove: (id) => real.remove(id),
    });
  };
  const errorOf = (work: Promise<void>): Promise<unknown> =>
    work.then(
      () => assert.fail('must not continue without its journal'),
      (error: unknown) => error,
    );

  for (const scenario of cases) {
    it(`stops with an accurate message, and continues when there is space (${scenario.kind})`, async () => {
      const complete = closeAfterwards(await Play.begin(scratch, scenario));
      let writes = 0;
      await complete.runHere('begin', (real) => ({
        write: (journal) => {
          writes += 1;
          return real.write(journal);
        },
        remove: (id) => real.remove(id),
      }));
      await complete.expectFinished();
      assert.ok(writes >= 6, `only ${writes} journal writes`);

      const first = closeAfterwards(await Play.begin(scratch, scenario));
      const refused = await errorOf(first.runHere('begin', withSpaceFor(0, first)));
      assert.ok(refused instanceof UserError && !(refused instanceof RotationStopped));
      assert.equal(refused.message, sentence('diskFull', first.journalFolder));
      await first.expectNothingLost();
      await first.expectUntouched();

      for (let space = 1; space < writes; space += 1) {
        const play = closeAfterwards(await Play.begin(scratch, scenario));
        const stopped = await errorOf(play.runHere('begin', withSpaceFor(space, play)));
        assert.ok(stopped instanceof RotationStopped, `${space}: ${String(stopped)}`);
        const { old, server } = stopped.journal;
        assert.equal(
          stopped.message,
          [
            sentence('rotationStopped', old.name, server.name),
            sentence('diskFull', play.journalFolder),
            ...whatIsTrue(stopped.journal),
          ].join(' '),
        );
        assert.deepEqual(stopped.journal, await play.writtenJournal(), 'the error has the saved journal');
        // Trying again while the disk is still full loses nothing.
        for (const how of ['finish', 'undo'] as const) {
          const again = await errorOf(play.runHere(how, withSpaceFor(0, play)));
          assert.ok(again instanceof RotationStopped, `${space}: ${String(again)}`);
          assert.deepEqual(again.journal, await play.writtenJournal());
        }
        const other = closeAfterwards(await play.copy(scratch));
        await play.resume('finish');
        await other.resume('undo');
      }
    });
  }
});
