import assert from 'node:assert/strict';
import { appendFileSync, closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundFile } from '../../../src/content/foundFile.ts';
import { isUpdatable } from '../../../src/content/tokenEncoding.ts';
import { Token } from '../../../src/core/token/token.ts';
import { findInFiles } from '../../../src/files/search/findInFiles.ts';
import { planUpdate, restoreFile, updateFile } from '../../../src/rotation/fileEdits.ts';
import { rollBackFile } from '../../../src/rotation/interruptedFile.ts';
import type { JournalFile } from '../../../src/rotation/journal.ts';
import { longestBlock, maxBlock } from '../../support/longestBlock.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';

const old = new Token(`apiv3_${'o-'.repeat(43)}`);
const next = new Token(`apiv3_${'n_'.repeat(43)}`);
const logLine = '2026-11-28T13:00:00Z level=info msg="a line of a log"\n';
const files = {
  '100 MB': logLine.repeat(100_000),
  'a million beginnings of tokens': 'apiv3_a\n'.repeat(1_000_000),
} as const;
const repetitions = { '100 MB': 19, 'a million beginnings of tokens': 1 } as const;

describe('Updates of a large file', function () {
  this.timeout(300_000);
  this.slow(120_000);
  let directory: ReturnType<typeof createDirectory>;
  let path: string;
  beforeEach(() => {
    directory = createDirectory();
    path = join(directory.path, 'large.log');
  });
  afterEach(() => directory.remove());

  const guardOf = (signal?: AbortSignal) => ({
    place: { name: '.beside', ownFolder: join(directory.path, 'own'), isNextToFile: true },
    isUnsaved: () => false,
    ...(signal === undefined ? {} : { signal }),
  });

  const write = (content: keyof typeof files) => {
    const file = openSync(path, 'w');
    writeSync(file, `a=${old.reveal()}\n`);
    for (let count = 0; count < repetitions[content]; count += 1) {
      writeSync(file, files[content]);
    }
    writeSync(file, `b=${old.reveal()}\n`);
    closeSync(file);
  };

  const find = async (): Promise<FoundFile> => {
    const { signal } = new AbortController();
    const result = await findInFiles([path], ({ hash }) => hash === old.hash, signal);
    return result.files[0] ?? assert.fail();
  };

  const plan = async (found: FoundFile, isLonger: boolean, signal?: AbortSignal): Promise<JournalFile> => {
    const edits = found.occurrences
      .filter(({ token }) => token.hash === old.hash)
      .filter(isUpdatable)
      .map(({ start, writing }, index) => {
        const reference = isLonger && index === 0 ? { text: '${A_VARIABLE}', before: '', after: '' } : null;
        return { start, writing, reference };
      });
    assert.equal(edits.length, 2);
    const planned = await planUpdate(found, edits, old, next, signal);
    return typeof planned === 'string' ? assert.fail(planned) : planned;
  };

  for (const [content, isLonger] of [
    ['100 MB', true],
    ['a million beginnings of tokens', false],
  ] as const) {
    it(`never block other work for long (${content})`, async () => {
      write(content);
      const before = readFileSync(path);
      const blocks: Record<string, number> = {};
      const measured = async <Result>(step: string, work: () => Promise<Result>): Promise<Result> => {
        let result: Result | undefined;
        blocks[step] = await longestBlock(async () => (result = await work()));
        return result as Result;
      };
      const found = await measured('find', find);
      const file = await measured('plan', () => plan(found, isLonger));
      const guard = guardOf();
      const update = () => updateFile(file, old, next, guard);
      const restore = () => restoreFile(file, old, next, guard);
      assert.equal(await measured('update', update), 'written');
      const after = readFileSync(path);
      assert.equal(await measured('undo', restore), 'written');
      assert.ok(readFileSync(path).equals(before));
      writeFileSync(
        path,
        Buffer.concat([after.subarray(0, after.length / 2), before.subarray(after.length / 2, after.length)]),
      );
      writeFileSync(join(directory.path, '.beside.bak'), before);
      assert.equal(await measured('roll back', () => rollBackFile(file, old, next, guard.place)), undefined);
      assert.ok(readFileSync(path).equals(before));
      assert.equal(await update(), 'written');
      appendFileSync(path, `c=${next.reveal()}\n`);
      assert.equal(await measured('undo after a change', restore), isLonger ? 'changed' : 'written');
      process.stdout.write(`        ${JSON.stringify(blocks)}\n`);
      for (const [step, longest] of Object.entries(blocks)) {
        assert.ok(longest < maxBlock, `${step}: ${longest} ms`);
      }
    });
  }

  it('can be canceled until the write begins', async () => {
    write('100 MB');
    const before = readFileSync(path);
    const found = await find();
    const file = await plan(found, false);
    for (const work of [
      (signal: AbortSignal) => plan(found, false, signal),
      (signal: AbortSignal) => updateFile(file, old, next, guardOf(signal)),
      (signal: AbortSignal) => restoreFile({ ...file, before: '' }, old, next, guardOf(signal)),
    ]) {
      const controller = new AbortController();
      const working = work(controller.signal);
      setTimeout(() => controller.abort(new Error('canceled')), 60);
      await assert.rejects(working, { message: 'canceled' });
      assert.ok(readFileSync(path).equals(before));
      assert.deepEqual(readdirSync(directory.path), ['large.log']);
    }
  });
});
