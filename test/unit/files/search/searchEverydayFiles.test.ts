import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Token } from '../../../../src/core/token/token.ts';
import type { FoundFile } from '../../../../src/content/foundFile.ts';
import type { Journal } from '../../../../src/rotation/journal.ts';
import { optionsFor, toChoice } from '../../../../src/rotation/choices.ts';
import { planUpdate, restoreFile, updateFile } from '../../../../src/rotation/fileEdits.ts';
import { encodingsInLines, encodingsInUtf16Lines } from '../../content/encodedToken.ts';
import { everydayFiles, type EverydayFile } from '../helpers/everydayFiles.ts';
import { testPlace } from '../helpers/tokens.ts';
import { createTree, randomTokenString, type Tree } from '../helpers/searchTree.ts';
import { withAndWithoutRipgrep, type Search } from '../helpers/searchVariants.ts';

const tokenFor = ({ letters }: Pick<EverydayFile, 'letters'>) => {
  if (letters === undefined) {
    return randomTokenString();
  }
  return letters === 'hex'
    ? `apiv3_${randomBytes(32).toString('hex')}`
    : `apiv3_+/${randomBytes(64).toString('base64')}`;
};
const guard = { place: testPlace(), isUnsaved: () => false };

describe('findInFolders with everyday files', () => {
  withAndWithoutRipgrep((search) => {
    let tree: Tree;

    beforeEach(() => {
      tree = createTree();
    });
    afterEach(() => tree.remove());

    it('finds the tokens in all of them', async () => {
      const files = everydayFiles.map((file) => ({ ...file, token: tokenFor(file) }));
      files.forEach(({ file, write, token }) => tree.write(file, write(token)));
      const found = await searchFor(search, tree, ...files.map(({ token }) => token));
      const counts = new Map(found.map(({ file, occurrences }) => [file, occurrences.length]));
      assert.deepEqual(
        files.map(({ file }) => [file, counts.get(file)]),
        files.map(({ file, count }) => [file, count]),
      );
    });

    for (const everyday of everydayFiles) {
      it(`updates and restores every byte of ${everyday.file}`, async () => {
        const [old, next] = [new Token(tokenFor(everyday)), new Token(randomTokenString())];
        const path = tree.write(everyday.file, everyday.write(old.reveal()));
        const before = readFileSync(path);
        const found = await searchFor(search, tree, old.reveal());
        const options = optionsFor(found, new Set());
        const { updates, skipped } = toChoice(options, new Set(options.flatMap((file) => file.options)));
        assert.deepEqual(skipped, []);
        const [{ file, edits } = assert.fail()] = updates;
        const planned = await planUpdate(file, edits, old, next);
        assert.ok(typeof planned === 'object');
        const journaled = JSON.parse(JSON.stringify(planned)) as Journal['files'][number];
        assert.equal(await updateFile(journaled, old, next, guard), 'written');
        assert.deepEqual(readFileSync(path), Buffer.from(everyday.write(next.reveal())));
        assert.equal(await restoreFile(journaled, old, next, guard), 'written');
        assert.deepEqual(readFileSync(path), before);
      });
    }

    it('finds a known token in any encoding between any bytes', async () => {
      const bytes = fc.uint8Array({ maxLength: 30, size: 'max' }).map((array) => Buffer.from(array).toString('latin1'));
      const token = randomTokenString();
      for (const [encoding, writings] of [
        ['latin1', encodingsInLines],
        ['utf16le', encodingsInUtf16Lines],
      ] as const) {
        const written = fc.tuple(bytes, writings, bytes).map((parts) => parts[0] + parts[1](token) + parts[2]);
        const contents = fc.sample(written, 600);
        contents.forEach((content, index) => tree.write(`${index}`, Buffer.from(content, encoding)));
        const names = new Set((await searchFor(search, tree, token)).map(({ file }) => file));
        const missed = contents.filter((_, index) => !names.has(`${index}`));
        assert.deepEqual(
          missed.map((content) => content.replaceAll(token, 'TOKEN')),
          [],
        );
      }
    });

    it('lists an encoding that cannot be updated, and needs the old token for it', async () => {
      const token = randomTokenString();
      const command = Buffer.from(`influxdb3 write --token ${token}`, 'utf16le').toString('base64');
      tree.write('task.ps1', `powershell -EncodedCommand ${command}\r\n$env:INFLUXDB3_AUTH_TOKEN = "${token}"\r\n`);
      const options = optionsFor(await searchFor(search, tree, token), new Set());
      const { updates, skipped } = toChoice(options, new Set(options.flatMap((file) => file.options)));
      assert.deepEqual(
        updates.map(({ edits }) => edits.length),
        [1],
      );
      assert.deepEqual(
        skipped.map(({ reason, wasSelected }) => [reason, wasSelected]),
        [['encoded', true]],
      );
    });
  });
});

async function searchFor(search: Search, tree: Tree, ...tokens: readonly string[]): Promise<FoundFile[]> {
  const hashes = new Set(tokens.map((string) => new Token(string).hash));
  const { files, unsearched } = await search(tree.path, { isKnown: ({ hash }) => hashes.has(hash) });
  assert.deepEqual(unsearched, []);
  assert.ok(files.every(({ file, path }) => path === join(tree.path, file)));
  return files;
}
