import assert from 'node:assert/strict';
import { Token } from '../../../../src/core/token/token.ts';
import { isUpdatable } from '../../../../src/content/tokenEncoding.ts';
import { findInFiles } from '../../../../src/files/search/findInFiles.ts';
import { snippetsOf } from '../../../../src/files/search/snippets.ts';
import { createTree, randomTokenString, utf16be, utf16le, type Tree } from '../helpers/searchTree.ts';
import { withAndWithoutRipgrep } from '../helpers/searchVariants.ts';

type Encode = (text: string) => Buffer;

const ascii: Encode = (text) => Buffer.from(text);
const littleEndian: Encode = (text) => Buffer.from(text, 'utf16le');
const bigEndian: Encode = (text) => littleEndian(text).swap16();
const encodings: Record<string, Encode> = {
  ASCII: ascii,
  'UTF-16LE': littleEndian,
  'UTF-16BE': bigEndian,
  'UTF-16LE with a mark': utf16le,
  'UTF-16BE with a mark': utf16be,
};
const other = 'RETRIES=12345678\r\n';
const long = '# A comment.\n'.repeat(1000);

describe('findInFolders with files of several encodings', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTree();
  });
  afterEach(() => tree.remove());

  withAndWithoutRipgrep((search) => {
    it('finds known tokens in each part', async () => {
      const token = randomTokenString();
      const { hash } = new Token(token);
      const line = `INFLUX_TOKEN=${token}`;
      const expected: string[] = [];
      const write = (name: string, ...parts: Buffer[]) => expected.push(tree.write(name, Buffer.concat(parts)));
      for (const [first, encodeFirst] of Object.entries(encodings)) {
        for (const [last, encodeLast] of Object.entries(encodings)) {
          for (const [kind, start] of Object.entries({ short: other, odd: `${other}#`, long })) {
            const name = `${kind} ${first}, ${last}`;
            write(`${name}, in first`, encodeFirst(`${line}\r\n${start}`), encodeLast(other));
            write(`${name}, in last`, encodeFirst(start), encodeLast(line));
            write(`${name}, in middle`, encodeFirst(start), encodeLast(line), ascii(other));
          }
        }
      }
      const result = await search(tree.path, { isKnown: (one) => one.hash === hash });
      const found = new Set(result.files.map(({ path }) => path));
      assert.deepEqual(
        expected.filter((path) => !found.has(path)),
        [],
      );
      const counts = result.files.map(({ occurrences }) => occurrences.length);
      assert.deepEqual(new Set(counts), new Set([1]));
    });
  });

  it('lists a token that the main encoding hides as one that cannot be updated', async () => {
    const token = randomTokenString();
    const { hash } = new Token(token);
    const env = Buffer.concat([ascii(`INFLUX_TOKEN=${token}\n`), littleEndian('12345678\r\n')]);
    const both = Buffer.concat([utf16le(`A=${token}\n`), ascii(`B=${token}\n`)]);
    for (const [content, updatable] of [
      [env, [false]],
      [both, [true, false]],
    ] as const) {
      const path = tree.write('.env', content);
      const result = await findInFiles([path], (one) => one.hash === hash, new AbortController().signal);
      const [file = assert.fail()] = result.files;
      assert.deepEqual(file.occurrences.map(isUpdatable), updatable);
      assert.equal(file.barrier, undefined);
      assert.ok((await snippetsOf(file)).every((snippet) => snippet === ''));
    }
  });
});
