import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Play, type Beginning } from './play.ts';

const beginnings: readonly Beginning[] = [
  { kind: 'named', signedInWith: 'old', finished: ['_admin', 'ci-writer-2'] },
  { kind: 'named', signedInWith: 'operator', finished: ['_admin', 'ci-writer-2'] },
  { kind: 'operator', signedInWith: 'old', finished: ['_admin', 'ci-writer'] },
  { kind: 'bridge', signedInWith: 'old', finished: ['_admin', 'bridge', 'ci-writer'] },
];

describe('A rotation whose process is killed', function () {
  this.timeout(300_000);
  this.slow(120_000);
  let scratch: string;
  let child: string;
  /** A server that a failed test left running would keep the whole run from ending. */
  const plays = new Set<Play>();
  const opened = (play: Play) => {
    plays.add(play);
    return play;
  };

  afterEach(async () => {
    await Promise.all([...plays].map((play) => play.end()));
    plays.clear();
  });

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'rotation-'));
    child = join(scratch, 'child.mjs');
    // One file starts in a third of the time, and it starts some hundred times.
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

  for (const beginning of beginnings) {
    const { kind, signedInWith } = beginning;

    it(`loses nothing at any boundary (${kind}, signed in with ${signedInWith})`, async () => {
      const whole = opened(await Play.begin(scratch, beginning));
      assert.equal(await whole.run(child, 'begin', 0), null);
      await whole.expectFinished();
      const boundaries = whole.boundaries();
      await whole.end();
      assert.ok(boundaries.length > 60, `${boundaries.length} boundaries`);

      await inParallel(boundaries, async (name, index) => {
        const play = opened(await Play.begin(scratch, beginning));
        try {
          assert.equal(await play.run(child, 'begin', index + 1), 'SIGKILL', `${index + 1} ${name}`);
          const other = opened(await play.copy(scratch));
          try {
            await play.resume('finish');
            await other.resume('undo');
          } finally {
            await other.end();
          }
        } catch (error) {
          throw new Error(`killed ${name} (${index + 1})`, { cause: error });
        } finally {
          await play.end();
        }
      });
      process.stdout.write(`        ${boundaries.length} crash points, each finished and undone\n`);
    });

    it(`loses nothing when the undo is killed too (${kind}, signed in with ${signedInWith})`, async () => {
      const whole = opened(await Play.begin(scratch, beginning));
      assert.equal(await whole.run(child, 'begin', 0), null);
      // With all files written, and the old token still there wherever it can be.
      const last = whole
        .boundaries()
        .lastIndexOf(kind === 'operator' ? 'before server.remove' : 'before person.retire');
      await whole.end();
      const stopped = opened(await Play.begin(scratch, beginning));
      assert.equal(await stopped.run(child, 'begin', last + 1), 'SIGKILL');
      const undone = opened(await stopped.copy(scratch));
      assert.equal(await undone.run(child, 'undo', 0), null);
      await undone.expectUndone();
      const boundaries = undone.boundaries();
      await undone.end();
      await inParallel(boundaries, async (name, index) => {
        const play = opened(await stopped.copy(scratch));
        try {
          assert.equal(await play.run(child, 'undo', index + 1), 'SIGKILL');
          await play.resume('undo');
        } catch (error) {
          throw new Error(`undo killed ${name} (${index + 1})`, { cause: error });
        } finally {
          await play.end();
        }
      });
      await stopped.end();
      process.stdout.write(`        ${boundaries.length} crash points of the undo\n`);
    });
  }
});

/** Each of them, a few at a time. @throws the first failure, when none goes on any more */
async function inParallel<Item>(items: readonly Item[], work: (item: Item, index: number) => Promise<void>) {
  const waiting = [...items.entries()];
  const failures: unknown[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      await work(item, index).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  if (failures.length > 0) {
    throw failures[0];
  }
}
