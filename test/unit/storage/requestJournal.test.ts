import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../src/core/errors.ts';
import { RequestJournal } from '../../../src/storage/requestJournal.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const planned = {
  server: { name: 'Local', url: 'http://localhost:8181', identity: 'this-machine@http://localhost:8181' },
  route: 'createNamed',
  name: 'ci',
  lifetime: 3600,
  signsIn: false,
  before: { hash: null, serverTime: '2026-11-28T12:00:00.000Z' },
  timeLimit: 10_000,
  recoveryUrl: null,
  rotation: null,
} as const;

describe('RequestJournal', () => {
  let directory: ReturnType<typeof createDirectory>;
  let journal: RequestJournal;
  const files = () => readdirSync(join(directory.path, 'requests'));

  beforeEach(() => {
    directory = createDirectory();
    journal = new RequestJournal(directory.path, silent);
  });

  afterEach(() => directory.remove());

  it('has a request on the disk when begin resolves, and not when it has ended', async () => {
    const open = await journal.begin(planned);
    assert.deepEqual(files(), [`${open.request.id}.json`]);
    assert.deepEqual(
      JSON.parse(readFileSync(join(directory.path, 'requests', files()[0] ?? ''), 'utf8')),
      open.request,
    );
    await open.end();
    assert.deepEqual(files(), []);
  });

  it('records that the token was received, and still ends', async () => {
    const open = await journal.begin(planned);
    const received = { hash: 'abc', isDone: true };
    await open.markReceived(received);
    assert.deepEqual(await journal.readAll(), [{ ...open.request, received }]);
    await open.markReceived(undefined);
    assert.deepEqual(await journal.readAll(), [open.request]);
    await open.end();
    assert.deepEqual(files(), []);
  });

  it('can be read by another window, but not claimed while the request is being sent', async () => {
    const open = await journal.begin(planned);
    assert.deepEqual(await new RequestJournal(directory.path, silent).readAll(), [open.request]);
    assert.equal(await journal.claim(open.request), undefined);
    await open.release();
    const claimed = await journal.claim(open.request);
    assert.ok(claimed !== undefined);
    assert.deepEqual(claimed.request, open.request);
    await claimed.end();
    assert.equal(await journal.claim(open.request), undefined, 'it has ended');
  });

  it('ends matching requests, even those that this process works on', async () => {
    await journal.begin(planned);
    await (await journal.begin(planned)).release();
    const other = await journal.begin({ ...planned, name: 'other' });
    await journal.endMatching(({ name }) => name === 'ci');
    assert.deepEqual(await journal.readAll(), [other.request]);
  });

  it('ignores a request that is corrupt or from a newer version, and leaves its file alone', async () => {
    const open = await journal.begin(planned);
    for (const text of ['', '{', JSON.stringify({ ...open.request, version: 2 })]) {
      writeFileSync(join(directory.path, 'requests', 'other.json'), text);
      assert.deepEqual(await journal.readAll(), [open.request]);
    }
    assert.ok(files().includes('other.json'));
  });

  it('throws and leaves no lock when the folder cannot be written', async () => {
    await mkdir(join(directory.path, 'requests'));
    writeFileSync(join(directory.path, 'requests.txt'), '');
    const blocked = new RequestJournal(join(directory.path, 'requests.txt'), silent);
    await assert.rejects(blocked.begin(planned), UserError);
    await chmod(join(directory.path, 'requests'), 0o700);
    assert.deepEqual(files(), []);
  });
});
