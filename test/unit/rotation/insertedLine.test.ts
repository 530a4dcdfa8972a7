import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from '../../../src/content/edits.ts';
import { fingerprint } from '../../../src/content/wholeBytes.ts';
import { environmentInsertion } from '../../../src/content/references/environmentInsertion.ts';
import { Token } from '../../../src/core/token/token.ts';
import { planUpdate, restoreFile, updateFile } from '../../../src/rotation/fileEdits.ts';
import { rollBackFile } from '../../../src/rotation/interruptedFile.ts';
import type { JournalFile } from '../../../src/rotation/journal.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { applyEdits } from '../../support/withoutPauses.ts';

const old = new Token(`apiv3_${'o-'.repeat(43)}`);
const next = new Token(`apiv3_${'n_'.repeat(43)}`);
const texts = {
  'an empty file': '',
  'a last line without a line break': 'A=1',
  'CRLF line breaks': 'A=1\r\n\r\nB=2',
  'an empty value': 'A=1\nDB_TOKEN=""\nB=2\n',
  'the old token elsewhere': `OLD=${old.reveal()}\n`,
};

describe('A line that is added to an env file', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;
  let backup: string;

  beforeEach(() => {
    directory = createDirectory();
    path = join(directory.path, '.env');
    backup = join(directory.path, '.beside.bak');
  });
  afterEach(() => directory.remove());

  const place = () => ({ name: '.beside', ownFolder: join(directory.path, 'own'), isNextToFile: true });
  const guard = () => ({ place: place(), isUnsaved: () => false });
  const content = () => readFileSync(path, 'latin1');
  const tear = (from: Buffer, to: Buffer, count: number) => {
    writeFileSync(backup, from);
    writeFileSync(path, Buffer.concat([to.subarray(0, count), from.subarray(count)]));
  };
  const plan = async (text: string): Promise<{ file: JournalFile; updated: Buffer }> => {
    writeFileSync(path, text);
    const bytes = Buffer.from(text);
    const { start, ...insertion } = environmentInsertion(text, 'DB_TOKEN', next.reveal()) ?? assert.fail();
    const edits: Edit[] = [{ start, writing: { form: 'plain' }, reference: null, insertion }];
    const at = text.indexOf(old.reveal());
    if (at >= 0) {
      edits.unshift({ start: at, writing: { form: 'plain' }, reference: null });
    }
    const found = { folder: 'w', file: '.env', path, fingerprint: fingerprint(bytes), occurrences: [] };
    const file = await planUpdate({ ...found, barrier: undefined }, edits, old, next);
    assert.ok(typeof file !== 'string');
    assert.ok(!JSON.stringify(file).includes('apiv3_'), 'a journal contains no token string');
    return { file, updated: applyEdits(bytes, edits, old, next) ?? assert.fail() };
  };

  for (const [what, text] of Object.entries(texts)) {
    it(`can be finished and undone after any byte (${what})`, async () => {
      const { file, updated } = await plan(text);
      const bytes = Buffer.from(text);
      for (const isNextLost of [false, true]) {
        for (let count = 0; count < updated.length; count += 1) {
          // An interrupted write at the end leaves a shorter file.
          tear(bytes, updated, count);
          assert.equal(await rollBackFile(file, old, isNextLost ? undefined : next, place()), undefined);
          assert.equal(content(), text, `after ${count} bytes`);
        }
      }
      assert.equal(await updateFile(file, old, next, guard()), 'written');
      assert.equal(content(), updated.toString());
      assert.equal(await updateFile(file, old, next, guard()), 'already');
      for (let count = 0; count < text.length; count += 1) {
        tear(updated, bytes, count);
        assert.equal(await rollBackFile(file, old, next, place()), undefined);
        assert.equal(content(), updated.toString(), `undone after ${count} bytes`);
      }
      writeFileSync(path, updated);
      assert.equal(await restoreFile(file, old, next, guard()), 'written');
      assert.equal(content(), text);
      assert.equal(await restoreFile(file, old, next, guard()), 'already');
      assert.deepEqual(readdirSync(directory.path), ['.env']);
    });
  }

  it('is removed from a file that was changed since, also after any byte of that', async () => {
    const { file, updated } = await plan('A=1\r\nB=2');
    const changed = Buffer.concat([Buffer.from('# first\r\n'), updated, Buffer.from('C=3\r\n')]);
    const wanted = '# first\r\nA=1\r\nB=2\r\nC=3\r\n';
    writeFileSync(path, changed);
    assert.equal(await restoreFile(file, old, next, guard()), 'written');
    assert.equal(content(), wanted);
    for (let count = 0; count < wanted.length; count += 3) {
      tear(changed, Buffer.from(wanted), count);
      const isWhole = content() === wanted;
      assert.equal(await rollBackFile(file, old, next, place()), undefined);
      assert.equal(content(), isWhole ? wanted : changed.toString());
    }
  });

  it('keeps the old token where the line was changed since', async () => {
    const { file, updated } = await plan('A=1\n');
    writeFileSync(path, updated.toString().replace('DB_TOKEN=', 'export MY_DB_TOKEN='));
    assert.equal(await restoreFile(file, old, next, guard()), 'written');
    assert.equal(content(), `A=1\nexport MY_DB_TOKEN=${old.reveal()}\n`);
  });

  it('needs nothing undone where someone removed it', async () => {
    const { file } = await plan('A=1\n');
    writeFileSync(path, 'A=2\n');
    assert.equal(await restoreFile(file, old, next, guard()), 'already');
    assert.equal(content(), 'A=2\n');
  });
});
