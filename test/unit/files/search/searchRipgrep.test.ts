import assert from 'node:assert/strict';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { listCandidates, findRipgrep } from '../../../../src/files/search/ripgrep.ts';
import { createTree, namesOf, randomTokenString, utf16be, utf16le, type Tree } from '../helpers/searchTree.ts';
import { installRipgrep, searchUsing } from '../helpers/searchVariants.ts';

async function candidates(ripgrep: string, roots: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for await (const file of listCandidates(ripgrep, roots, new AbortController().signal)) {
    files.push(file);
  }
  return files;
}

describe('ripgrep.ts', () => {
  let tree: Tree;
  let token: string;

  before(async function () {
    this.timeout(600_000);
    await installRipgrep();
  });

  beforeEach(() => {
    tree = createTree();
    token = randomTokenString();
  });

  afterEach(() => tree.remove());

  const script = (text: string): string => {
    const path = tree.write('bin/rg', `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it('finds an executable ripgrep in every folder that releases have used', async () => {
    const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
    const machine = `${process.platform}-${process.arch}`;
    for (const modules of ['node_modules', 'node_modules.asar.unpacked']) {
      for (const folder of ['ripgrep/bin', `ripgrep-universal/bin/${machine}`]) {
        const location = join(`${modules} ${folder}`.replaceAll(/\W/g, '-'), modules, '@vscode', folder, name);
        const appRoot = join(tree.path, location.split(/[/\\]/)[0] ?? '');
        const path = tree.write(location, '');
        chmodSync(path, 0o644);
        assert.equal(await findRipgrep(appRoot), undefined, 'not executable');
        chmodSync(path, 0o755);
        assert.equal(await findRipgrep(appRoot), path);
      }
    }
  });

  it('finds nothing when ripgrep is missing or is a folder', async () => {
    assert.equal(await findRipgrep(tree.path), undefined);
    tree.createFolder('node_modules/@vscode/ripgrep/bin/rg');
    assert.equal(await findRipgrep(tree.path), undefined);
  });

  it('lists the files that may contain a token, including UTF-16 files', async () => {
    const files = [
      tree.write('work/be', utf16be(token)),
      tree.write('work/le', utf16le(token)),
      tree.write('work/base64', Buffer.from(token).toString('base64')),
      tree.write('work/late', Buffer.concat([Buffer.alloc(9000, 'a'), Buffer.from('\0'), Buffer.from(token)])),
    ];
    tree.write('work/none', 'nothing');
    const ripgrep = await installRipgrep();
    assert.deepEqual((await candidates(ripgrep, [join(tree.path, 'work')])).sort(), files.sort());
  });

  it('ignores the ripgrep settings of the user', async () => {
    process.env['RIPGREP_CONFIG_PATH'] = tree.write('ripgreprc', '--max-filesize=1\n--ignore-case\n--max-depth=1\n');
    try {
      tree.write('work/a/b/c', token);
      const ripgrep = await installRipgrep();
      const files = await candidates(ripgrep, [join(tree.path, 'work')]);
      assert.equal(files.length, 1);
      assert.deepEqual(await candidates(script('printf "%s\\0" "/$RIPGREP_CONFIG_PATH"'), ['/x']), ['/']);
    } finally {
      delete process.env['RIPGREP_CONFIG_PATH'];
    }
  });

  describe('findInFolders without a working ripgrep', () => {
    const found = async (ripgrep: string): Promise<string[]> => {
      tree.write('work/a', token);
      tree.write('work/b/c', token);
      return namesOf(await searchUsing(ripgrep, join(tree.path, 'work')));
    };
    const all = ['a', 'b/c'];

    it('finds all tokens when ripgrep is missing', async () => {
      assert.deepEqual(await found(join(tree.path, 'no/rg')), all);
      assert.deepEqual(await found(join(tree.createFolder('bin'), 'rg')), all);
    });

    it('finds all tokens when ripgrep is not executable', async () => {
      assert.deepEqual(await found(tree.write('rg', '')), all);
      chmodSync(tree.write('other/rg', Buffer.from('\x7fELF of another machine')), 0o755);
      assert.deepEqual(await found(join(tree.path, 'other/rg')), all);
    });

    it('finds all tokens when ripgrep rejects the arguments', async () => {
      const real = join(tree.createFolder('real'), 'rg');
      copyFileSync(await installRipgrep(), real);
      const refused = script(`exec '${real}' --no-such-flag "$@"`);
      await assert.rejects(candidates(refused, [tree.path]), {
        name: 'RipgrepFailed',
      });
      assert.deepEqual(await found(refused), all);
    });

    it('finds each token once when ripgrep is killed midway', async () => {
      const killedMidway = script(`printf '%s\\0' '${join(tree.path, 'work/a')}'; kill -KILL $$`);
      await assert.rejects(candidates(killedMidway, [tree.path]), { name: 'RipgrepFailed' });
      assert.deepEqual(await found(killedMidway), all);
    });

    it('finds all tokens when ripgrep fails for an unknown reason', async () => {
      assert.deepEqual(await found(script('exit 3')), all);
      assert.deepEqual(await found(script('exit 2')), all);
      assert.deepEqual(await found(script('echo "rg: /a: what?" >&2; exit 2')), all);
    });
  });
});
