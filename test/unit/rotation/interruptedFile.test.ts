import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from '../../../src/content/edits.ts';
import { fingerprint } from '../../../src/content/wholeBytes.ts';
import { isUpdatable } from '../../../src/content/tokenEncoding.ts';
import { findTokensInText } from '../../../src/content/tokensInText.ts';
import { Token } from '../../../src/core/token/token.ts';
import { restoreFile, updateFile } from '../../../src/rotation/fileEdits.ts';
import { rollBackFile } from '../../../src/rotation/interruptedFile.ts';
import type { JournalFile } from '../../../src/rotation/journal.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { applyEdits, replaceToken } from '../../support/withoutPauses.ts';

const createToken = () => new Token(`apiv3_${randomBytes(64).toString('base64url')}`);
const old = createToken();
const next = createToken();
const text = [
  `TOKEN=${old.reveal()}`,
  `const token = "${old.reveal()}";`,
  `data: ${Buffer.from(`${old.reveal()}\n`).toString('base64')}`,
  '# end\n',
].join('\n');
const bytes = Buffer.from(text);
const edits = findTokensInText(text, () => false)
  .filter(isUpdatable)
  .map(({ start, writing }, index): Edit => {
    const reference = { text: 'process.env.TOKEN', before: '"', after: '"' };
    return { start, writing, reference: index === 1 ? reference : null };
  });
const updated = applyEdits(bytes, edits, old, next) ?? assert.fail();

describe('rollBackFile', () => {
  let directory: ReturnType<typeof createDirectory>;
  let file: JournalFile;
  let backup: string;

  beforeEach(() => {
    directory = createDirectory();
    const path = join(directory.path, 'app.conf');
    file = { folder: 'w', file: 'app.conf', path, before: fingerprint(bytes), after: fingerprint(updated), edits };
    backup = join(directory.path, '.beside.bak');
  });

  afterEach(() => directory.remove());

  const place = () => ({ name: '.beside', ownFolder: join(directory.path, 'own'), isNextToFile: true });
  const guard = () => ({ place: place(), isUnsaved: () => false });
  const content = () => readFileSync(file.path);
  const tear = (from: Buffer, to: Buffer, count: number) => {
    writeFileSync(backup, from);
    writeFileSync(file.path, Buffer.concat([to.subarray(0, count), from.subarray(count)]));
  };
  /** All bytes at the ends of the edits, and some between. */
  const counts = (wanted: Buffer) => Array.from({ length: wanted.length }, (_, at) => at).filter((at) => at % 11 < 2);

  it('finds the edits in three forms', () => {
    assert.equal(edits.length, 3);
    assert.notEqual(updated.length, bytes.length);
  });

  it('lets an update be finished and undone after any byte of it', async () => {
    for (const count of counts(updated)) {
      tear(bytes, updated, count);
      assert.equal(await rollBackFile(file, old, next, place()), undefined);
      assert.deepEqual(content(), bytes, `after ${count} bytes`);
      assert.equal(await updateFile(file, old, next, guard()), 'written');
      assert.deepEqual(content(), updated);
      tear(bytes, updated, count);
      await rollBackFile(file, old, next, place());
      assert.equal(await restoreFile(file, old, next, guard()), 'already');
      assert.deepEqual(readdirSync(directory.path), ['app.conf']);
    }
  });

  it('lets an undo be repeated after any byte of it', async () => {
    // The rest of a longer file stays until the system shortens it.
    for (const count of counts(bytes).filter((at) => at <= updated.length)) {
      tear(updated, bytes, count);
      assert.equal(await rollBackFile(file, old, next, place()), undefined);
      assert.deepEqual(content(), updated, `after ${count} bytes`);
      assert.equal(await restoreFile(file, old, next, guard()), 'written');
      assert.deepEqual(content(), bytes);
    }
  });

  it('lets an undo be repeated in a file that was changed after its update', async () => {
    const changed = Buffer.concat([Buffer.from('# new first line\n'), updated]);
    const wanted = replaceToken(changed, next, old) ?? assert.fail();
    for (const count of counts(wanted)) {
      tear(changed, wanted, count);
      const isWhole = content().equals(wanted);
      assert.equal(await rollBackFile(file, old, next, place()), undefined);
      assert.deepEqual(content(), isWhole ? wanted : changed);
      assert.equal(await restoreFile(file, old, next, guard()), 'changed', 'the reference stays');
      assert.deepEqual(content(), wanted);
    }
  });

  it('restores the file even when the new token is lost', async () => {
    for (const count of counts(updated)) {
      tear(bytes, updated, count);
      assert.equal(await rollBackFile(file, old, undefined, place()), undefined);
      assert.deepEqual(content(), bytes, `after ${count} bytes`);
    }
    assert.deepEqual(readdirSync(directory.path), ['app.conf']);
  });

  it('keeps the whole new content when the new token is lost', async () => {
    writeFileSync(backup, bytes);
    writeFileSync(file.path, updated);
    assert.equal(await rollBackFile(file, old, undefined, place()), undefined);
    assert.deepEqual(content(), updated);
  });

  it('keeps the backup when the old token is lost too', async () => {
    tear(bytes, updated, 20);
    const torn = content();
    assert.equal(await rollBackFile(file, undefined, next, place()), backup);
    assert.deepEqual(content(), torn);
  });

  it('keeps the backup of a file that someone else changed', async () => {
    tear(bytes, updated, 30);
    writeFileSync(file.path, `${content().toString()}# more\n`);
    const changed = content();
    for (const token of [next, undefined]) {
      assert.equal(await rollBackFile(file, old, token, place()), backup);
      assert.deepEqual(content(), changed);
      assert.deepEqual(readFileSync(backup), bytes);
    }
  });
});
