import assert from 'node:assert/strict';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { candidatesByRipgrep, findRipgrep } from '../../../src/files/ripgrep.ts';
import { makeTree, namesOf, newTokenString, utf16be, utf16le, type Tree } from './helpers/searchTree.ts';
import { obtainRipgrep, searchBy } from './helpers/searchWays.ts';

/** The files that an executable names when it is used as ripgrep. */
async function named(ripgrep: string, roots: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for await (const file of candidatesByRipgrep(ripgrep, roots, new AbortController().signal)) {
    files.push(file);
  }
  return files;
}

describe("VS Code's ripgrep", () => {
  let tree: Tree;
  let token: string;

  before(async function () {
    this.timeout(600_000);
    await obtainRipgrep();
  });

  beforeEach(() => {
    tree = makeTree();
    token = newTokenString();
  });

  afterEach(() => tree.remove());

  /** An executable that does what a shell script says. */
  const script = (text: string): string => {
    const path = tree.write('bin/rg', `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it('is found wherever a release has put it, if it can be executed', async () => {
    const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
    const machine = `${process.platform}-${process.arch}`;
    for (const modules of ['node_modules', 'node_modules.asar.unpacked']) {
      for (const folder of ['ripgrep/bin', `ripgrep-universal/bin/${machine}`]) {
        const place = join(`${modules} ${folder}`.replaceAll(/\W/g, '-'), modules, '@vscode', folder, name);
        const appRoot = join(tree.path, place.split(/[/\\]/)[0] ?? '');
        const path = tree.write(place, '');
        chmodSync(path, 0o644);
        assert.equal(await findRipgrep(appRoot), undefined, 'not executable');
        chmodSync(path, 0o755);
        assert.equal(await findRipgrep(appRoot), path);
      }
    }
  });

  it('is not found where there is none, or a folder of its name', async () => {
    assert.equal(await findRipgrep(tree.path), undefined);
    tree.folder('node_modules/@vscode/ripgrep/bin/rg');
    assert.equal(await findRipgrep(tree.path), undefined);
  });

  it('names the files that may hold a token by itself, those in UTF-16 among them', async () => {
    const files = [
      tree.write('work/be', utf16be(token)),
      tree.write('work/le', utf16le(token)),
      tree.write('work/base64', Buffer.from(token).toString('base64')),
      tree.write('work/late', Buffer.concat([Buffer.alloc(9000, 'a'), Buffer.from('\0'), Buffer.from(token)])),
    ];
    tree.write('work/none', 'nothing');
    const ripgrep = await obtainRipgrep();
    assert.deepEqual((await named(ripgrep, [join(tree.path, 'work')])).sort(), files.sort());
  });

  it('does not care for the settings that a person gave it', async () => {
    process.env['RIPGREP_CONFIG_PATH'] = tree.write('ripgreprc', '--max-filesize=1\n--ignore-case\n--max-depth=1\n');
    try {
      tree.write('work/a/b/c', token);
      const ripgrep = await obtainRipgrep();
      const files = await named(ripgrep, [join(tree.path, 'work')]);
      assert.equal(files.length, 1);
      assert.deepEqual(await named(script('printf "%s\\0" "/$RIPGREP_CONFIG_PATH"'), ['/x']), ['/']);
    } finally {
      delete process.env['RIPGREP_CONFIG_PATH'];
    }
  });

  describe('is done without', () => {
    const found = async (ripgrep: string): Promise<string[]> => {
      tree.write('work/a', token);
      tree.write('work/b/c', token);
      return namesOf(await searchBy(ripgrep, join(tree.path, 'work')));
    };
    const all = ['a', 'b/c'];

    it('when it is not there', async () => {
      assert.deepEqual(await found(join(tree.path, 'no/rg')), all);
      assert.deepEqual(await found(join(tree.folder('bin'), 'rg')), all);
    });

    it('when it cannot be executed, or is of another machine', async () => {
      assert.deepEqual(await found(tree.write('rg', '')), all);
      chmodSync(tree.write('other/rg', Buffer.from('\x7fELF of another machine')), 0o755);
      assert.deepEqual(await found(join(tree.path, 'other/rg')), all);
    });

    it('when it does not know our arguments', async () => {
      const real = join(tree.folder('real'), 'rg');
      copyFileSync(await obtainRipgrep(), real);
      const refused = script(`exec '${real}' --no-such-flag "$@"`);
      await assert.rejects(named(refused, [tree.path]), {
        name: 'RipgrepFailed',
      });
      assert.deepEqual(await found(refused), all);
    });

    it('when it dies in the middle, and what it had named is told once', async () => {
      const dying = script(`printf '%s\\0' '${join(tree.path, 'work/a')}'; kill -KILL $$`);
      await assert.rejects(named(dying, [tree.path]), { name: 'RipgrepFailed' });
      assert.deepEqual(await found(dying), all);
    });

    it('when it ends in a way that nobody knows', async () => {
      assert.deepEqual(await found(script('exit 3')), all);
      assert.deepEqual(await found(script('exit 2')), all);
      assert.deepEqual(await found(script('echo "rg: /a: what?" >&2; exit 2')), all);
    });
  });
});
