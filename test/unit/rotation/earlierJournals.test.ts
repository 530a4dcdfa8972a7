import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { journalSchema } from '../../../src/rotation/journal.ts';
import { RotationJournals } from '../../../src/rotation/journalFiles.ts';

// Version 0.1.0 wrote files of this form. Don't edit them: users must still be able to finish or undo such rotations.
const folder = join(import.meta.dirname, 'earlierJournals');
const kinds = ['named', 'operator', 'bridge'] as const;
const stages = ['creating', 'placing', 'writing', 'retiring', 'waiting', 'ending', 'forgetting', 'undoing'];
const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (text: string) => assert.fail(text),
  error: (text: string) => assert.fail(text),
};

describe('Journals of earlier versions', () => {
  let scratch: string;

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'earlier-journals-'));
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  for (const kind of kinds) {
    it(`are accepted by journalSchema with every property: ${kind}`, async () => {
      const journal = await earlierJournal(kind);
      assert.equal(journal.kind, kind);
      // valibot drops unknown properties, so a renamed one would be missing here.
      assert.deepEqual(v.parse(journalSchema, journal), journal);
    });

    it(`are accepted by journalSchema at every stage: ${kind}`, async () => {
      const journal = await earlierJournal(kind);
      for (const stage of stages) {
        assert.ok(v.is(journalSchema, { ...journal, stage }), stage);
      }
    });

    it(`are read by RotationJournals: ${kind}`, async () => {
      const journal = await earlierJournal(kind);
      const journals = new RotationJournals(join(scratch, kind), logger);
      await cp(join(folder, `${kind}.json`), join(scratch, kind, `${journal.id}.json`));
      assert.deepEqual(await journals.read(journal.id), journal);
      assert.deepEqual(await journals.readAll(), [journal]);
    });
  }

  it('are written in the same form', async () => {
    const journals = new RotationJournals(join(scratch, 'written'), logger);
    for (const kind of kinds) {
      const json = await earlierJournal(kind);
      await journals.write(v.parse(journalSchema, json));
      assert.deepEqual(JSON.parse(await readFile(join(scratch, 'written', `${json.id}.json`), 'utf8')), json);
    }
  });
});

async function earlierJournal(kind: string): Promise<{ readonly id: string; readonly kind: string }> {
  return JSON.parse(await readFile(join(folder, `${kind}.json`), 'utf8')) as { id: string; kind: string };
}
