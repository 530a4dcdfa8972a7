import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { fillNastily, nastyFiles } from './helpers/nastyFolder.ts';
import { makeTree, namesOf, newTokenString, summary, utf16be, utf16le } from './helpers/searchTree.ts';
import { obtainRipgrep, searchBy } from './helpers/searchWays.ts';

describe('A search with ripgrep and one without it', () => {
  let ripgrep: string;

  before(async function () {
    this.timeout(600_000);
    ripgrep = await obtainRipgrep();
  });

  it('find the same in a folder with everything in it', async () => {
    const [tree, outside] = [makeTree(), makeTree()];
    try {
      fillNastily(tree, outside);
      const [one, other] = [await searchBy(ripgrep, tree.path), await searchBy(undefined, tree.path)];
      assert.deepEqual(namesOf(one), nastyFiles);
      assert.deepEqual(one.unread, []);
      assert.deepEqual(summary(one), summary(other));
    } finally {
      tree.remove();
      outside.remove();
    }
  });

  it('find the same in any folder', async function () {
    this.timeout(120_000);
    const token = newTokenString();
    // Tokens and what parts them come often: where hardly anything is found, two ways agree by having nothing to say.
    const piece = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(token, Buffer.from(token).toString('base64')) },
      { weight: 3, arbitrary: fc.constantFrom('\n', '\r\n', ' ') },
      { weight: 2, arbitrary: fc.constantFrom('apiv3_', 'YXBpdjNf', '\0', 'ä') },
      { weight: 1, arbitrary: fc.nat(70_000).map((length) => '.'.repeat(length)) },
    );
    const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    const content = fc.oneof(
      text.map((characters) => Buffer.from(characters)),
      text.map((characters) => Buffer.from(characters, 'latin1')),
      text.map(utf16le),
      text.map(utf16be),
      fc.constant(null),
    );
    const name = fc.constantFrom('a', 'b', '.c', 'node_modules', '.git', '.gitignore', '-x', 'ü', 'a b', '*', 'x\ny');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    const entries = fc.array(fc.tuple(path, content, path), { maxLength: 12 });
    let placesSeen = 0;
    await fc.assert(
      fc.asyncProperty(entries, fc.constantFrom('', 'a', '.c', 'b/a'), async (files, inner) => {
        const [tree, outside] = [makeTree(), makeTree()];
        try {
          for (const [file, bytes, target] of files) {
            put(join(bytes === null ? tree.path : outside.path, file), bytes, join(outside.path, target));
            put(join(tree.path, file), bytes, join(outside.path, target));
          }
          const folders = [tree.path, join(tree.path, inner)].map((folder) => ({ name: folder, path: folder }));
          const [one, other] = [await searchBy(ripgrep, folders), await searchBy(undefined, folders)];
          placesSeen += one.files.length;
          assert.deepEqual(summary(one), summary(other));
        } finally {
          tree.remove();
          outside.remove();
        }
      }),
      { numRuns: 60 },
    );
    assert.ok(placesSeen > 20, `only ${placesSeen} files were found at all`);
  });
});

/** Writes a file, or a link where there are no bytes, unless something else stands in the way already. */
function put(path: string, bytes: Buffer | null, target: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (bytes === null) {
      symlinkSync(target, path);
    } else {
      writeFileSync(path, bytes);
    }
  } catch (error) {
    assert.match((error as NodeJS.ErrnoException).code ?? '', /^(EEXIST|ENOTDIR|EISDIR|ENOENT|ELOOP)$/);
  }
}
