import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rollBack } from '../../../../src/files/replace/rollBack.ts';
import { TornFileError } from '../../../../src/files/replace/tornFile.ts';
import { isMixOf } from '../../../support/withoutPauses.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { systemError } from '../helpers/errors.ts';
import { beforeEachStep } from '../helpers/fileSteps.ts';
import { reshaped, rollBackAs, shapes, updateAs, type Shape } from '../helpers/shapes.ts';
import { testPlace, completeName, oldTokenString, partialName } from '../helpers/tokens.ts';

const text = `# some\ntoken = "${oldTokenString}"\n# other\n`;
const bytes = Buffer.from(text);
/** Shorter than in `shapes`, so that each byte can be tried. */
const growing = Buffer.from(text.replace(oldTokenString, `${oldTokenString.replaceAll('o', 'n')}, and more`));

describe('rollBack', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;
  let backup: string;

  beforeEach(() => {
    directory = createDirectory();
    path = join(directory.path, 'a.conf');
    backup = join(directory.path, completeName);
    writeFileSync(path, bytes);
  });

  afterEach(() => directory.remove());

  const rollBackTo = (wanted: Buffer) =>
    rollBack({
      path,
      place: testPlace(),
      isKnown: (found) => Promise.resolve(found.equals(bytes) || found.equals(wanted)),
      replacements: (found) => Promise.resolve(found.equals(bytes) ? [wanted] : []),
    });

  for (const [shape, wanted] of [
    ['same length', reshaped(bytes, 'same length')],
    ['shorter', reshaped(bytes, 'shorter')],
    ['longer', growing],
  ] as const) {
    it(`restores a file after any byte of the new content (${shape})`, async () => {
      const { ino } = statSync(path);
      const states = Array.from({ length: wanted.length + 1 }, (_, count) =>
        Buffer.concat([wanted.subarray(0, count), bytes.subarray(count)]),
      );
      // As the system shortens the file, or after it was made longer first.
      const last = states.at(-1) ?? bytes;
      const cut = Array.from({ length: last.length - wanted.length }, (_, count) =>
        last.subarray(0, wanted.length + count),
      );
      const extended = wanted.length > bytes.length ? [Buffer.concat([bytes, wanted.subarray(bytes.length)])] : [];
      for (const [count, torn] of [...states, ...cut, ...extended].entries()) {
        writeFileSync(path, torn);
        writeFileSync(backup, bytes);
        assert.equal(await rollBackTo(wanted), undefined);
        const isWhole = torn.equals(wanted);
        assert.deepEqual(readFileSync(path), isWhole ? wanted : bytes, `state ${count}`);
        assert.deepEqual(readdirSync(directory.path), ['a.conf']);
      }
      assert.equal(statSync(path).ino, ino);
    });
  }

  it('restores a file whose pages were written in any order before a power cut', async () => {
    const wanted = reshaped(bytes, 'shorter');
    const torn = Buffer.from(bytes.map((byte, at) => (at % 16 < 8 ? (wanted[at] ?? byte) : byte)));
    writeFileSync(path, torn);
    writeFileSync(backup, bytes);
    assert.equal(await rollBackTo(wanted), undefined);
    assert.deepEqual(readFileSync(path), bytes);
  });

  for (const [what, change] of Object.entries<(torn: Buffer) => void>({
    'was changed': (torn) => writeFileSync(path, Buffer.concat([torn, Buffer.from('# more\n')])),
    'was replaced': () => writeFileSync(path, 'other'),
    'was emptied': () => writeFileSync(path, ''),
    'was deleted': () => unlinkSync(path),
    'became a link': () => {
      unlinkSync(path);
      symlinkSync('elsewhere', path);
    },
    'became a folder': () => {
      unlinkSync(path);
      mkdirSync(path);
    },
  })) {
    it(`returns the backup, and keeps it, when the half-written file ${what}`, async () => {
      const wanted = reshaped(bytes, 'same length');
      writeFileSync(backup, bytes);
      change(Buffer.concat([wanted.subarray(0, 40), bytes.subarray(40)]));
      const found = readdirSync(directory.path);
      for (let times = 0; times < 2; times += 1) {
        assert.equal(await rollBackTo(wanted), backup);
        assert.deepEqual(readFileSync(backup), bytes);
        assert.deepEqual(readdirSync(directory.path), found);
      }
    });
  }

  it('keeps a backup when it does not know what was written over it', async () => {
    writeFileSync(backup, 'unknown');
    assert.equal(await rollBackAs('longer', path, bytes), backup);
    assert.equal(readFileSync(backup, 'utf8'), 'unknown');
    assert.deepEqual(readFileSync(path), bytes);
  });

  it('removes an incomplete backup, before which nothing was written', async () => {
    writeFileSync(join(directory.path, partialName), bytes.subarray(0, 10));
    assert.equal(await rollBackAs('longer', path, bytes), undefined);
    assert.deepEqual(readdirSync(directory.path), ['a.conf']);
    assert.deepEqual(readFileSync(path), bytes);
  });

  it('removes the backup when someone has finished the update', async () => {
    writeFileSync(path, reshaped(bytes, 'shorter'));
    writeFileSync(backup, bytes);
    assert.equal(await rollBackAs('shorter', path, bytes), undefined);
    assert.deepEqual(readdirSync(directory.path), ['a.conf']);
    assert.deepEqual(readFileSync(path), reshaped(bytes, 'shorter'));
  });

  it('throws TornFileError when the file cannot be written, and succeeds later', async () => {
    const wanted = reshaped(bytes, 'same length');
    writeFileSync(path, Buffer.concat([wanted.subarray(0, 40), bytes.subarray(40)]));
    writeFileSync(backup, bytes);
    const fail = (step: string) => {
      if (step === 'sync') {
        throw systemError('ENOSPC');
      }
    };
    await assert.rejects(
      beforeEachStep(fail, () => rollBackTo(wanted)),
      (error) => error instanceof TornFileError && error.backup === backup && error.path === path,
    );
    assert.deepEqual(readFileSync(backup), bytes);
    assert.equal(await rollBackTo(wanted), undefined);
    assert.deepEqual(readFileSync(path), bytes);
  });

  it('restores a file whose update is interrupted twice', async () => {
    for (const shape of Object.keys(shapes) as Shape[]) {
      const wanted = reshaped(bytes, shape);
      writeFileSync(path, wanted.subarray(0, 30).toString() + text.slice(30));
      writeFileSync(backup, bytes);
      await rollBackAs(shape, path, bytes);
      assert.equal(await updateAs(shape, path, bytes), 'written');
      assert.deepEqual(readFileSync(path), wanted);
      writeFileSync(path, bytes);
    }
  });
});

describe('isMixOf', () => {
  const mix = (found: string, before: string, ...after: string[]) =>
    isMixOf(
      Buffer.from(found),
      Buffer.from(before),
      after.map((one) => Buffer.from(one)),
    );

  it('accepts each byte of either content, and no other', () => {
    assert.ok(mix('aXcY', 'abcd', 'WXWY'));
    assert.ok(mix('abcd', 'abcd', 'WXYZ') && mix('WXYZ', 'abcd', 'WXYZ'));
    assert.ok(!mix('abc?', 'abcd', 'WXYZ'));
  });

  it('accepts lengths from the one to the other', () => {
    assert.deepEqual(
      ['ab', 'abc', 'abcd', 'abcde', 'abcdef'].map((found) => mix(found, 'abc', 'abcde')),
      [false, true, true, true, false],
    );
    assert.ok(!mix('abcX', 'abc', 'abcde'));
    assert.ok(mix('abc\0e', 'abc', 'abcde') && !mix('a\0c', 'abc', 'abcde'), 'a power cut can leave zeros at the end');
  });

  it('accepts any byte where two versions of the new content differ', () => {
    assert.ok(mix('a=?1', 'a=bc', 'a=--', 'a=RR'));
    assert.ok(!mix('b=?1', 'a=bc', 'a=--', 'a=RR'));
  });

  it('accepts nothing when the new content is not known', () => {
    assert.ok(!mix('abc', 'abc'));
  });
});
