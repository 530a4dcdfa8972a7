import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { CrashScenario, type ScenarioCase } from './crashScenario.ts';
import { crashVariants, type CrashVariant } from './crashVariants.ts';

const cases: readonly ScenarioCase[] = [
  { kind: 'named', signedInWith: 'old', namesAfter: ['_admin', 'ci-writer-2'] },
  { kind: 'named', signedInWith: 'operator', namesAfter: ['_admin', 'ci-writer-2'] },
  { kind: 'operator', signedInWith: 'old', namesAfter: ['_admin', 'ci-writer'] },
  { kind: 'bridge', signedInWith: 'old', namesAfter: ['_admin', 'bridge', 'ci-writer'] },
];

/** Otherwise, one variant at each crash point: each is at every few points, before and after a step. */
const isEveryVariantRun = process.env['CRASH_VARIANTS'] === 'all';
/** Killing at every point takes a quarter of an hour, so `npm test` does it at every third one. */
const pointsPerKill = isEveryVariantRun ? 1 : 3;

describe('Rotation in a killed process', function () {
  this.timeout(isEveryVariantRun ? 3_600_000 : 600_000);
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

  /** Resumes copies of a killed rotation after something else went wrong. */
  const resumeVariants = async (scenario: CrashScenario, variants: readonly CrashVariant[]) => {
    for (const { title, how, resume } of variants) {
      const copy = closeAfterwards(await scenario.copy(scratch));
      try {
        await resume(copy);
      } catch (error) {
        throw new Error(`${how}, if ${title}`, { cause: error });
      } finally {
        await copy.close();
      }
    }
  };

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
    const hasHelper = kind === 'operator';

    it(`loses nothing at any boundary (${kind}, signed in with ${signedInWith})`, async () => {
      const complete = closeAfterwards(await CrashScenario.create(scratch, scenarioCase));
      assert.equal(await complete.runInProcess(child, 'begin', 0), null);
      await complete.expectFinished();
      const boundaries = complete.boundaries();
      await complete.close();
      assert.ok(boundaries.length > 60, `${boundaries.length} boundaries`);
      const variants = crashVariants(['finish', 'undo'], { hasHelper });
      let variantCount = 0;

      let torn = 0;
      await inParallel(boundaries, async (name, index) => {
        if (index % pointsPerKill !== 0) {
          return;
        }
        const scenario = closeAfterwards(await CrashScenario.create(scratch, scenarioCase));
        try {
          assert.equal(await scenario.runInProcess(child, 'begin', index + 1), 'SIGKILL', `${index + 1} ${name}`);
          const chosen = variantsAt(index / pointsPerKill, variants);
          await resumeVariants(scenario, chosen);
          variantCount += chosen.length;
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
      assert.ok(torn > 0, `${torn} files were half written`);
      process.stdout.write(
        `        ${killCount(boundaries)} crash points, each finished and undone, and ${variantCount} variants\n`,
      );
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
      assert.ok(boundaries.length > 60, `${boundaries.length} boundaries`);
      const variants = crashVariants(['undo'], { hasHelper });
      let variantCount = 0;
      await inParallel(boundaries, async (name, index) => {
        if (index % pointsPerKill !== 0) {
          return;
        }
        const scenario = closeAfterwards(await stopped.copy(scratch));
        try {
          assert.equal(await scenario.runInProcess(child, 'undo', index + 1), 'SIGKILL');
          const chosen = variantsAt(index / pointsPerKill, variants);
          await resumeVariants(scenario, chosen);
          variantCount += chosen.length;
          await scenario.resume('undo');
        } catch (error) {
          throw new Error(`undo killed ${name} (${index + 1})`, { cause: error });
        } finally {
          await scenario.close();
        }
      });
      await stopped.close();
      process.stdout.write(`        ${killCount(boundaries)} crash points of the undo, and ${variantCount} variants\n`);
    });
  }
});

function killCount(boundaries: readonly string[]): string {
  return `${Math.ceil(boundaries.length / pointsPerKill)} of ${boundaries.length}`;
}

function variantsAt(index: number, variants: readonly CrashVariant[]): readonly CrashVariant[] {
  if (isEveryVariantRun) {
    return variants;
  }
  // Boundaries before and after a step alternate, so each cycle begins with another variant.
  const start = (index + Math.floor(index / variants.length)) % variants.length;
  return variants.slice(start, start + 1);
}

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
