import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { writeEdgeCases, edgeCaseFiles } from '../helpers/edgeCases.ts';
import { createTree, namesOf, randomTokenString, summary, utf16be, utf16le } from '../helpers/searchTree.ts';
import { installRipgrep, searchUsing } from '../helpers/searchVariants.ts';

describe('findInFolders with and without ripgrep', () => {
  let ripgrep: string;

  before(async function () {
    this.timeout(600_000);
    ripgrep = await installRipgrep();
  });

  it('finds the same in a folder with all edge cases', async () => {
    const [tree, outside] = [createTree(), createTree()];
    try {
      writeEdgeCases(tree, outside);
      const [withRipgrep, without] = [await searchUsing(ripgrep, tree.path), await searchUsing(undefined, tree.path)];
      assert.deepEqual(namesOf(withRipgrep), edgeCaseFiles);
      assert.deepEqual(withRipgrep.unread, [join(tree.path, 'pipe')]);
      assert.deepEqual(summary(withRipgrep), summary(without));
    } finally {
      tree.remove();
      outside.remove();
    }
  });

  it('finds the same in generated folders', async function () {
    this.timeout(120_000);
    const token = randomTokenString();
    // Generate tokens and separators often, because two searches that find nothing agree trivially.
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
    let filesFound = 0;
    await fc.assert(
      fc.asyncProperty(entries, fc.constantFrom('', 'a', '.c', 'b/a'), async (files, inner) => {
        const [tree, outside] = [createTree(), createTree()];
        try {
          for (const [file, bytes, target] of files) {
            put(join(bytes === null ? tree.path : outside.path, file), bytes, join(outside.path, target));
            put(join(tree.path, file), bytes, join(outside.path, target));
          }
          const folders = [tree.path, join(tree.path, inner)].map((folder) => ({ name: folder, path: folder }));
          const [withRipgrep, without] = [await searchUsing(ripgrep, folders), await searchUsing(undefined, folders)];
          filesFound += withRipgrep.files.length;
          assert.deepEqual(summary(withRipgrep), summary(without));
        } finally {
          tree.remove();
          outside.remove();
        }
      }),
      { numRuns: 60 },
    );
    assert.ok(filesFound > 20, `only ${filesFound} files found`);
  });
});

/** Writes a file, or a link if `bytes` is null. Does nothing if something else has the path. */
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
