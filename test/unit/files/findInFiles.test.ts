import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findInFiles } from '../../../src/files/findInFiles.ts';

const token = `apiv3_${'aB3_-'.repeat(17)}z`;

describe('A search of single files', () => {
  let folder: string;
  const { signal } = new AbortController();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'single-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const put = async (name: string, content: string | Buffer): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const find = (...paths: string[]) => findInFiles(paths, () => false, signal);

  it('finds what stands in them, under their own paths', async () => {
    const path = await put('telegraf.conf', `token = "${token}"`);
    const { files, unread } = await find(path, await put('other', 'nothing'), join(folder, 'gone'), folder);
    assert.deepEqual(unread, []);
    assert.deepEqual(
      files.map(({ folder: name, file, path: whole, barrier, places }) => [name, file, whole, barrier, places.length]),
      [['', path, path, undefined, 1]],
    );
  });

  it('says what cannot be rewritten, and passes binary files over', async () => {
    const readOnly = await put('readonly.env', token);
    await chmod(readOnly, 0o444);
    const link = join(folder, 'link.env');
    await symlink(await put('target.env', token), link);
    const binary = await put('binary', Buffer.concat([Buffer.from('\0'), Buffer.from(token)]));
    const { files } = await find(readOnly, link, binary);
    assert.deepEqual(
      files.map(({ barrier }) => barrier),
      ['readOnly', 'link'],
    );
  });

  it('ends when it is cancelled', async () => {
    const abort = new AbortController();
    abort.abort(new Error('cancelled'));
    await assert.rejects(
      findInFiles([folder], () => false, abort.signal),
      /cancelled/,
    );
  });
});
