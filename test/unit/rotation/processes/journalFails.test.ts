import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalsPort } from '../../../../src/rotation/ports.ts';
import { RotationStopped, describeState } from '../../../../src/rotation/stopped.ts';
import { UserError } from '../../../../src/core/errors.ts';
import { withFailingDisk } from '../../storage/helpers/failingDisk.ts';
import { sentence } from '../../../support/sentences.ts';
import { CrashScenario, type ScenarioCase } from './crashScenario.ts';

const cases: readonly ScenarioCase[] = [
  { kind: 'named', signedInWith: 'old', namesAfter: ['_admin', 'ci-writer-2'] },
  { kind: 'operator', signedInWith: 'old', namesAfter: ['_admin', 'ci-writer'] },
  { kind: 'bridge', signedInWith: 'old', namesAfter: ['_admin', 'bridge', 'ci-writer'] },
];

describe('Rotation, when the disk is too full for its journal', function () {
  this.timeout(120_000);
  this.slow(60_000);
  let scratch: string;
  const openScenarios: CrashScenario[] = [];
  const closeAfterwards = (scenario: CrashScenario) => {
    openScenarios.push(scenario);
    return scenario;
  };

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'rotation-'));
  });
  after(() => rm(scratch, { recursive: true, force: true }));
  afterEach(async () => {
    await Promise.all(openScenarios.splice(0).map((scenario) => scenario.close()));
  });

  /** Journals of which only the first `count` can be written. */
  const withSpaceFor = (count: number, scenario: CrashScenario) => {
    let writes = 0;
    return (real: JournalsPort): JournalsPort => ({
      write: (journal) => {
        writes += 1;
        return writes <= count
          ? real.write(journal)
          : withFailingDisk(scenario.journalFolder, { code: 'ENOSPC', operation: 'writing' }, () =>
              real.write(journal),
            );
      },
      remove: (id) => real.remove(id),
    });
  };
  const errorOf = (work: Promise<void>): Promise<unknown> =>
    work.then(
      () => assert.fail('must not continue without its journal'),
      (error: unknown) => error,
    );

  for (const scenarioCase of cases) {
    it(`stops with an accurate message, and continues when there is space (${scenarioCase.kind})`, async () => {
      const complete = closeAfterwards(await CrashScenario.create(scratch, scenarioCase));
      let writes = 0;
      await complete.runInThisProcess('begin', (real) => ({
        write: (journal) => {
          writes += 1;
          return real.write(journal);
        },
        remove: (id) => real.remove(id),
      }));
      await complete.expectFinished();
      assert.ok(writes >= 6, `only ${writes} journal writes`);

      const first = closeAfterwards(await CrashScenario.create(scratch, scenarioCase));
      const refused = await errorOf(first.runInThisProcess('begin', withSpaceFor(0, first)));
      assert.ok(refused instanceof UserError && !(refused instanceof RotationStopped));
      assert.equal(refused.message, sentence('diskFull', first.journalFolder));
      await first.expectNothingLost();
      await first.expectUntouched();

      for (let space = 1; space < writes; space += 1) {
        const scenario = closeAfterwards(await CrashScenario.create(scratch, scenarioCase));
        const stopped = await errorOf(scenario.runInThisProcess('begin', withSpaceFor(space, scenario)));
        assert.ok(stopped instanceof RotationStopped, `${space}: ${String(stopped)}`);
        const { old, server } = stopped.journal;
        assert.equal(
          stopped.message,
          [
            sentence('rotationStopped', old.name, server.name),
            sentence('diskFull', scenario.journalFolder),
            ...describeState(stopped.journal),
          ].join(' '),
        );
        assert.deepEqual(stopped.journal, await scenario.savedJournal(), 'the error has the saved journal');
        for (const how of ['finish', 'undo'] as const) {
          const again = await errorOf(scenario.runInThisProcess(how, withSpaceFor(0, scenario)));
          assert.ok(again instanceof RotationStopped, `${space}: ${String(again)}`);
          assert.deepEqual(again.journal, await scenario.savedJournal());
        }
        const other = closeAfterwards(await scenario.copy(scratch));
        await scenario.resume('finish');
        await other.resume('undo');
      }
    });
  }
});
