import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withEdits, withoutEdits, withTokenReplaced, type Edit } from '../../../src/core/edits.ts';
import { bytesOfText, Positions, textOfFile } from '../../../src/core/fileText.ts';
import { Token } from '../../../src/core/token.ts';
import { tokensIn, written } from '../../../src/core/tokensInText.ts';
import { anyText } from './anyText.ts';
import { fileWith, type Woven } from './fileWith.ts';

const letters = fc.constantFrom('a', 'b', 'z', 'A', 'Z', '0', '9', '_', '-');
const stringOfLength = (length: number) =>
  fc.array(letters, { minLength: length - 6, maxLength: length - 6 }).map((all) => `apiv3_${all.join('')}`);
const made = stringOfLength(92).map((string) => new Token(string));
const ofAnyLength = fc
  .integer({ min: 7, max: 140 })
  .chain(stringOfLength)
  .map((string) => new Token(string));
const token = fc.oneof(made, ofAnyLength);
const environment = { text: 'process.env.TOKEN', before: '"', after: '"' };

/** A file, the tokens in question, and for each place whether a reference is to stand there. */
const rotation = fc
  .tuple(token, token, fc.infiniteStream(fc.boolean()))
  .filter(([old, next]) => old.hash !== next.hash)
  .chain(([old, next, choices]) => fileWith(old).map((file) => ({ old, next, choices, ...file })));

function editsIn(bytes: Buffer, old: Token, choices: Iterator<boolean>): Edit[] {
  const { characters } = textOfFile(bytes);
  let done = 0;
  return tokensIn(characters, ({ hash }) => hash === old.hash)
    .filter(({ token: { hash } }) => hash === old.hash)
    .map(({ start, end, writing }) => {
      const isQuoted = start > done && characters[start - 1] === '"' && characters[end] === '"';
      const reference = isQuoted && choices.next().value === true ? environment : null;
      done = reference === null ? end : end + 1;
      return { start, writing, reference };
    });
}

/** The same by nothing but copying bytes. */
function spliced(bytes: Buffer, edits: readonly Edit[], old: Token, next: Token): Buffer {
  const { encoding } = textOfFile(bytes);
  const width = encoding === 'oneByte' ? 1 : 2;
  const encoded = (text: string) => {
    const ascii = Buffer.from(text, 'ascii');
    const wide = Buffer.from(text, 'utf16le');
    return encoding === 'oneByte' ? ascii : encoding === 'utf16le' ? wide : wide.swap16();
  };
  const parts: Buffer[] = [];
  let done = 0;
  for (const { start, writing, reference } of edits) {
    const quote = reference === null ? 0 : 1;
    parts.push(bytes.subarray(done, (start - quote) * width));
    parts.push(encoded(reference?.text ?? written(next, writing)));
    done = (start + written(old, writing).length + quote) * width;
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}

describe('For any file, whatever bytes it has,', () => {
  it('find, replace and undo gives back every byte, and replaces nothing but the places', () => {
    let replaced = 0;
    const check = ({
      bytes,
      woven,
      old,
      next,
      choices,
    }: Woven & { old: Token; next: Token; choices: Iterator<boolean> }) => {
      const edits = editsIn(bytes, old, choices);
      assert.ok(edits.length >= woven, `${edits.length} of ${woven} were found`);
      replaced += edits.length;
      const after = withEdits(bytes, edits, old, next);
      assert.ok(after);
      assert.ok(after.equals(spliced(bytes, edits, old, next)), 'all other bytes are as they were');
      assert.ok(withoutEdits(after, edits, old, next)?.equals(bytes), 'and the places, undone, as well');
    };
    fc.assert(fc.property(rotation, check), { numRuns: 500 });
    assert.ok(replaced > 500, 'there was something to replace');
  });

  it('one token taken by another, and that by the first again, gives back every byte', () => {
    const two = fc.uniqueArray(made, { minLength: 2, maxLength: 2, selector: ({ hash }) => hash });
    const file = two.chain(([old = new Token(''), next = new Token('')]) =>
      fileWith(old).map((all) => ({ old, next, ...all })),
    );
    const check = ({ bytes, woven, old, next }: Woven & { old: Token; next: Token }) => {
      const after = withTokenReplaced(bytes, old, next);
      assert.equal(withTokenReplaced(after ?? bytes, old, next), undefined, 'none is left');
      if (after === undefined) {
        assert.equal(woven, 0);
      } else {
        assert.ok(withTokenReplaced(after, next, old)?.equals(bytes));
      }
    };
    fc.assert(fc.property(file, check), { numRuns: 300 });
  });

  it('its text turns into the same bytes', () => {
    const check = (array: Uint8Array, mark: readonly number[]) => {
      const bytes = Buffer.from([...mark, ...array]);
      assert.ok(bytesOfText(textOfFile(bytes)).equals(bytes));
    };
    fc.assert(fc.property(fc.uint8Array(), fc.constantFrom([], [0xff, 0xfe], [0xfe, 0xff]), check));
  });

  it('line and column are those that an editor counts', () => {
    const check = (token: Token, texts: readonly string[], encoding: 'utf8' | 'utf16le', mark: string) => {
      const text = texts.join(` ${token.reveal()} `);
      const bytes = Buffer.from((encoding === 'utf8' ? mark : '\ufeff') + text, encoding);
      const file = textOfFile(bytes);
      const positions = new Positions(file);
      const shown = new TextDecoder(encoding === 'utf8' ? 'utf-8' : 'utf-16le').decode(bytes);
      const told = tokensIn(file.characters, () => true).map(({ start }) => positions.at(start));
      const counted = tokensIn(shown, () => true).map(({ start }) => {
        const lines = shown.slice(0, start).split(/\r\n|\r|\n/);
        return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
      });
      assert.ok(told.length >= texts.length - 1);
      assert.deepEqual(told, counted);
    };
    const texts = fc.array(fc.oneof(anyText, fc.constantFrom('\n', '\r\n', '\r', '\n\ufeff', 'ż🙂')), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(fc.property(made, texts, fc.constantFrom('utf8', 'utf16le'), fc.constantFrom('', '\ufeff'), check), {
      numRuns: 300,
    });
  });
});
