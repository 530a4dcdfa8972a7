import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Token } from '../../../../src/core/token/token.ts';
import { findInFiles } from '../../../../src/files/search/findInFiles.ts';

const token = `apiv3_${'aB3_-'.repeat(17)}z`;

describe('findInFiles', () => {
  let folder: string;
  const { signal } = new AbortController();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'single-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = async (name: string, content: string | Buffer): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const find = (...paths: string[]) => findInFiles(paths, () => false, signal);

  it('returns tokens under the absolute paths of their files', async () => {
    const path = await write('telegraf.conf', `token = "${token}"`);
    const { files, unsearched } = await find(path, await write('other', 'nothing'), join(folder, 'gone'), folder);
    assert.deepEqual(unsearched, []);
    assert.deepEqual(
      files.map(({ folder: name, file, path: absolute, barrier, occurrences }) => [
        name,
        file,
        absolute,
        barrier,
        occurrences.length,
      ]),
      [['', path, path, undefined, 1]],
    );
  });

  it('reports read-only files, links, and known tokens in binary files', async () => {
    const readOnly = await write('readonly.env', token);
    await chmod(readOnly, 0o444);
    const link = join(folder, 'link.env');
    await symlink(await write('target.env', token), link);
    const binary = await write('binary', Buffer.concat([Buffer.from('\0'), Buffer.from(token)]));
    const { files } = await find(readOnly, link, binary);
    assert.deepEqual(
      files.map(({ barrier }) => barrier),
      ['readOnly', 'link'],
    );
    const known = await findInFiles([binary, link], ({ hash }) => hash === new Token(token).hash, signal);
    assert.deepEqual(
      known.files.map(({ barrier }) => barrier),
      ['binary', 'link'],
    );
  });

  it('rejects with the reason when it is canceled', async () => {
    const abort = new AbortController();
    abort.abort(new Error('canceled'));
    await assert.rejects(
      findInFiles([folder], () => false, abort.signal),
      /canceled/,
    );
  });
});
