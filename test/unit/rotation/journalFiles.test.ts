import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RotationJournals } from '../../../src/rotation/journalFiles.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { newJournal } from './processes/rotationFixture.ts';
import { newToken } from '../storage/helpers/tokens.ts';

describe('RotationJournals', () => {
  let directory: ReturnType<typeof createDirectory>;
  let journals: RotationJournals;
  let warnings: string[];
  const own = newJournal('named', newToken(), 'ci', true);
  const pathOf = (id: string) => join(directory.path, `${id}.json`);

  beforeEach(async () => {
    directory = createDirectory();
    warnings = [];
    journals = new RotationJournals(directory.path, {
      debug: () => undefined,
      info: () => undefined,
      warn: (message) => void warnings.push(message),
      error: () => undefined,
    });
    await mkdir(directory.path, { recursive: true });
  });

  afterEach(() => directory.remove());

  it('returns journals as they were written, oldest first', async () => {
    const older = { ...own, id: 'older', startedAt: '2020-01-01T00:00:00.000Z' };
    await journals.write(own);
    await journals.write(older);
    assert.deepEqual(await journals.readAll(), [older, own]);
  });

  it('keeps properties added by a newer version, at any depth', async () => {
    const added = {
      ...own,
      reason: 'leaked',
      next: { ...own.next, description: 'for CI' },
      left: [{ folder: 'a', file: 'b', path: null, reason: 'unticked', wanted: false, seen: 2 }],
    };
    await writeFile(pathOf(own.id), JSON.stringify(added));
    const read = await journals.read(own.id);
    assert.ok(read);
    await journals.write({ ...read, stage: 'placing', next: { ...read.next, id: 7 } });
    assert.deepEqual(JSON.parse(await readFile(pathOf(own.id), 'utf8')), {
      ...added,
      stage: 'placing',
      next: { ...added.next, id: 7 },
    });
  });

  for (const [what, text] of [
    ['from a newer version', JSON.stringify({ ...own, id: 'newer', version: 2, stage: 'verifying' })],
    ['corrupt', JSON.stringify({ ...own, id: 'newer' }).slice(0, -20)],
    ['empty', ''],
  ] as const) {
    it(`ignores and logs a journal that is ${what}`, async () => {
      await writeFile(pathOf('newer'), text);
      await journals.write(own);
      assert.deepEqual(await journals.readAll(), [own]);
      assert.equal(await journals.read('newer'), undefined);
      await journals.remove(own.id);
      await journals.removeLeftovers(0);
      assert.equal(await readFile(pathOf('newer'), 'utf8'), text);
      assert.match(warnings[0] ?? '', /^Ignored .*newer\.json/);
    });
  }
});
