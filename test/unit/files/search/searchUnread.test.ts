import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { searchAsNobody } from '../helpers/searchAsNobody.ts';
import { createTree, randomTokenString, type Tree } from '../helpers/searchTree.ts';
import { installRipgrep } from '../helpers/searchVariants.ts';

describe('findInFolders as an unprivileged user', () => {
  let tree: Tree;
  let token: string;
  let ripgrep: string;

  before(async function () {
    this.timeout(600_000);
    await installRipgrep();
  });

  beforeEach(async () => {
    tree = createTree();
    token = randomTokenString();
    chmodSync(tree.path, 0o755);
    ripgrep = join(tree.createFolder('bin'), 'rg');
    copyFileSync(await installRipgrep(), ripgrep);
    tree.createFolder('work');
  });

  afterEach(() => tree.remove());

  const workPath = (name: string): string => join(tree.path, 'work', name);
  /** Returns the result with ripgrep, after checking that the result without it is the same. */
  const search = async () => {
    const [withRipgrep, without] = [
      await searchAsNobody(tree.createFolder('work'), ripgrep),
      await searchAsNobody(tree.createFolder('work'), undefined),
    ];
    assert.deepEqual(withRipgrep, without);
    return withRipgrep;
  };

  it('reports unreadable files and folders as unread, and finds the rest', async () => {
    for (const name of ['a', 'secret', 'rg: /x', 'line\nrg: end', 'locked/below', 'z']) {
      tree.write(join('work', name), token);
    }
    for (const name of ['secret', 'rg: /x', 'line\nrg: end', 'locked']) {
      chmodSync(workPath(name), 0);
    }
    const { files, unread } = await search();
    assert.deepEqual(
      files.map(({ file }) => file),
      ['a', 'z'],
    );
    assert.deepEqual(unread, ['line\nrg: end', 'locked', 'rg: /x', 'secret'].map(workPath).sort());
  });

  it('reports unreadable files behind a link under the path of the link', async () => {
    chmodSync(tree.write('out/secret', token), 0);
    tree.write('out/locked/a', token);
    chmodSync(join(tree.path, 'out/locked'), 0);
    symlinkSync(join(tree.path, 'out'), workPath('link'));
    symlinkSync(join(tree.path, 'out/locked/a'), workPath('unknown'));
    const { files, unread } = await search();
    assert.deepEqual(files, []);
    assert.deepEqual(unread, ['link/locked', 'link/secret', 'unknown'].map(workPath));
  });

  it('reports files as read-only when they are not writable, whatever their folder is', async () => {
    for (const name of ['free/a', 'free/theirs', 'shut/b']) {
      tree.write(join('work', name), token);
    }
    chmodSync(workPath('free'), 0o777);
    chmodSync(workPath('free/a'), 0o666);
    chmodSync(workPath('free/theirs'), 0o444);
    chmodSync(workPath('shut/b'), 0o666);
    chmodSync(workPath('shut'), 0o555);
    const { files } = await search();
    assert.deepEqual(
      files.map(({ file, barrier }) => [file, barrier]),
      [
        ['free/a', undefined],
        ['free/theirs', 'readOnly'],
        ['shut/b', undefined],
      ],
    );
  });
});
