import assert from 'node:assert/strict';
import { linkSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isUpdatable } from '../../../src/content/tokenEncoding.ts';
import { loadParser } from '../../../src/content/references/parsers.ts';
import type { FoundFile } from '../../../src/content/foundFile.ts';
import { fingerprint } from '../../../src/content/wholeBytes.ts';
import { Token } from '../../../src/core/token/token.ts';
import { identityOf } from '../../../src/files/sameFile.ts';
import { planUpdate, restoreFile, updateFile } from '../../../src/rotation/fileEdits.ts';
import { withAllNames } from '../../../src/rotation/hardLinks.ts';
import type { Choice } from '../../../src/rotation/ports.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { findOccurrences } from '../../support/withoutPauses.ts';

const old = new Token(`apiv3_${'o'.repeat(86)}`);
const next = new Token(`apiv3_${'n'.repeat(86)}`);
const text = `const one = "${old.reveal()}";\nconst two = "${old.reveal()}";\n`;
const javaScriptParser = await loadParser('any.js');
const files = { identify: (path: string) => Promise.resolve(identityOf(path)) };

describe('withAllNames', () => {
  let directory: ReturnType<typeof createDirectory>;
  let first: FoundFile;
  let second: FoundFile;
  let copy: FoundFile;

  beforeEach(() => {
    directory = createDirectory();
    const found = (file: string): FoundFile => {
      const path = join(directory.path, file);
      const bytes = readFileSync(path);
      const occurrences = findOccurrences(bytes, path, () => false, { parser: javaScriptParser });
      return { folder: 'w', file, path, fingerprint: fingerprint(bytes), occurrences, barrier: undefined };
    };
    writeFileSync(join(directory.path, 'first.js'), text);
    linkSync(join(directory.path, 'first.js'), join(directory.path, 'second.js'));
    writeFileSync(join(directory.path, 'copy.js'), text);
    [first, second, copy] = [found('first.js'), found('second.js'), found('copy.js')];
  });

  afterEach(() => directory.remove());

  const edits = (file: FoundFile, options: { at?: number; reference?: boolean } = {}) =>
    file.occurrences
      .filter(isUpdatable)
      .filter((_, index) => options.at === undefined || options.at === index)
      .map(({ start, writing, reference }) => ({
        start,
        writing,
        reference: options.reference === true ? (reference ?? assert.fail()) : null,
      }));
  const skipped = (file: FoundFile): Choice['skipped'][number] => ({ file, reason: 'unticked', wasSelected: false });

  it('gives all names of a file the edits selected for any of them, and a reference wins', async () => {
    const choice = await withAllNames(
      {
        updates: [
          { file: first, edits: edits(first, { at: 0, reference: true }) },
          { file: second, edits: edits(second) },
          { file: copy, edits: edits(copy, { at: 1 }) },
        ],
        skipped: [skipped(first), skipped(copy)],
      },
      files,
    );
    const [one, two, three] = choice.updates;
    assert.deepEqual(one?.edits, two?.edits);
    assert.deepEqual(
      one?.edits.map(({ reference }) => reference !== null),
      [true, false],
    );
    assert.equal(three?.edits.length, 1);
    assert.deepEqual(
      choice.skipped.map(({ file }) => file),
      [copy],
    );
  });

  it('lists a name that was not selected as skipped only if the file keeps the token', async () => {
    const whole = await withAllNames(
      { updates: [{ file: first, edits: edits(first) }], skipped: [skipped(second)] },
      files,
    );
    assert.deepEqual(whole.skipped, []);
    const part = await withAllNames(
      { updates: [{ file: first, edits: edits(first, { at: 0 }) }], skipped: [skipped(first), skipped(second)] },
      files,
    );
    assert.equal(part.skipped.length, 2);
  });

  it('keeps a choice without further names as it is', async () => {
    const untitled: FoundFile = { ...copy, path: undefined, fingerprint: '', barrier: 'unsaved' };
    const choice: Choice = { updates: [{ file: copy, edits: edits(copy) }], skipped: [skipped(untitled)] };
    assert.deepEqual(await withAllNames(choice, files), choice);
  });

  it('lets a file be updated and restored once under two names', async () => {
    const { ino } = statSync(first.path ?? '');
    const { updates } = await withAllNames(
      {
        updates: [
          { file: first, edits: edits(first, { at: 1 }) },
          { file: second, edits: edits(second, { at: 0, reference: true }) },
        ],
        skipped: [],
      },
      files,
    );
    const place = { name: '.beside', ownFolder: join(directory.path, 'own'), isNextToFile: true };
    const guard = { place, isUnsaved: () => false };
    const planned = await Promise.all(updates.map((one) => planUpdate(one.file, one.edits, old, next)));
    const results: string[] = [];
    for (const file of planned) {
      assert.ok(typeof file === 'object');
      results.push(await updateFile(file, old, next, guard));
    }
    assert.deepEqual(results, ['written', 'already']);
    assert.ok(!readFileSync(second.path ?? '', 'utf8').includes(old.reveal()));
    for (const file of planned) {
      assert.ok(typeof file === 'object');
      results.push(await restoreFile(file, old, next, guard));
    }
    assert.deepEqual(results.slice(2), ['written', 'already']);
    assert.equal(readFileSync(second.path ?? '', 'utf8'), text);
    assert.equal(statSync(first.path ?? '').ino, ino);
  });
});
