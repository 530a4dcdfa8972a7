import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { CrashScenario, type ScenarioCase } from './crashScenario.ts';

const cases: readonly ScenarioCase[] = [
  { kind: 'named', signedInWith: 'old', namesAfter: ['_admin', 'ci-writer-2'] },
  { kind: 'named', signedInWith: 'operator', namesAfter: ['_admin', 'ci-writer-2'] },
  { kind: 'operator', signedInWith: 'old', namesAfter: ['_admin', 'ci-writer'] },
  { kind: 'bridge', signedInWith: 'old', namesAfter: ['_admin', 'bridge', 'ci-writer'] },
];

describe('Rotation in a killed process', function () {
  this.timeout(600_000);
  this.slow(120_000);
  let scratch: string;
  let child: string;
  /** Closed after each test: a server that a failed test left running would keep the test run from ending. */
  const openScenarios = new Set<CrashScenario>();
  const closeAfterwards = (scenario: CrashScenario) => {
    openScenarios.add(scenario);
    return scenario;
  };

  afterEach(async () => {
    await Promise.all([...openScenarios].map((scenario) => scenario.close()));
    openScenarios.clear();
  });

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'rotation-'));
    child = join(scratch, 'child.mjs');
    // The bundle starts in a third of the time, and the test starts it hundreds of times.
    await build({
      entryPoints: [join(import.meta.dirname, 'child.ts')],
      outfile: child,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'warning',
    });
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  for (const scenarioCase of cases) {
    const { kind, signedInWith } = scenarioCase;

    it(`loses nothing at any boundary (${kind}, signed in with ${signedInWith})`, async () => {
      const complete = closeAfterwards(await CrashScenario.create(scratch, scenarioCase));
      assert.equal(await complete.runInProcess(child, 'begin', 0), null);
      await complete.expectFinished();
      const boundaries = complete.boundaries();
      await complete.close();
      assert.ok(boundaries.length > 60, `${boundaries.length} boundaries`);

      let torn = 0;
      await inParallel(boundaries, async (name, index) => {
        const scenario = closeAfterwards(await CrashScenario.create(scratch, scenarioCase));
        try {
          assert.equal(await scenario.runInProcess(child, 'begin', index + 1), 'SIGKILL', `${index + 1} ${name}`);
          const other = closeAfterwards(await scenario.copy(scratch));
          try {
            await scenario.resume('finish');
            await other.resume('undo');
            torn += other.tornFiles;
          } finally {
            await other.close();
          }
        } catch (error) {
          throw new Error(`killed ${name} (${index + 1})`, { cause: error });
        } finally {
          await scenario.close();
        }
      });
      assert.ok(torn > 3, `${torn} files were half written`);
      process.stdout.write(`        ${boundaries.length} crash points, each finished and undone\n`);
    });

    it(`loses nothing when the undo is killed too (${kind}, signed in with ${signedInWith})`, async () => {
      const complete = closeAfterwards(await CrashScenario.create(scratch, scenarioCase));
      assert.equal(await complete.runInProcess(child, 'begin', 0), null);
      // All files are updated by then, and the old token still exists if possible.
      const last = complete
        .boundaries()
        .lastIndexOf(kind === 'operator' ? 'before server.remove' : 'before person.chooseRetirement');
      await complete.close();
      const stopped = closeAfterwards(await CrashScenario.create(scratch, scenarioCase));
      assert.equal(await stopped.runInProcess(child, 'begin', last + 1), 'SIGKILL');
      const undone = closeAfterwards(await stopped.copy(scratch));
      assert.equal(await undone.runInProcess(child, 'undo', 0), null);
      await undone.expectUndone();
      const boundaries = undone.boundaries();
      await undone.close();
      await inParallel(boundaries, async (name, index) => {
        const scenario = closeAfterwards(await stopped.copy(scratch));
        try {
          assert.equal(await scenario.runInProcess(child, 'undo', index + 1), 'SIGKILL');
          await scenario.resume('undo');
        } catch (error) {
          throw new Error(`undo killed ${name} (${index + 1})`, { cause: error });
        } finally {
          await scenario.close();
        }
      });
      await stopped.close();
      process.stdout.write(`        ${boundaries.length} crash points of the undo\n`);
    });
  }
});

/** Runs `work` for all items, a few at a time. @throws the first error, after all have ended */
async function inParallel<Item>(items: readonly Item[], work: (item: Item, index: number) => Promise<void>) {
  const queue = [...items.entries()];
  const errors: unknown[] = [];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, item] = next;
      await work(item, index).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  if (errors.length > 0) {
    throw errors[0];
  }
}
