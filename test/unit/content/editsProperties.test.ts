import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Edit } from '../../../src/content/edits.ts';
import { environmentInsertion } from '../../../src/content/references/environmentInsertion.ts';
import { EncodedText } from '../../../src/content/encodedText.ts';
import { Positions, decodeFile } from '../../../src/content/fileText.ts';
import { Token } from '../../../src/core/token/token.ts';
import { encodeToken, isUpdatable } from '../../../src/content/tokenEncoding.ts';
import { findTokensInText } from '../../../src/content/tokensInText.ts';
import { anyText } from '../core/anyText.ts';
import { fileContaining, type GeneratedFile } from './fileContaining.ts';
import { applyEdits, replaceToken, revertEdits } from '../../support/withoutPauses.ts';

const characters = fc.constantFrom('a', 'b', 'z', 'A', 'Z', '0', '9', '_', '-');
const tokenOfLength = (length: number) =>
  fc
    .array(characters, { minLength: length - 6, maxLength: length - 6 })
    .map((all) => new Token(`apiv3_${all.join('')}`));
const serverToken = tokenOfLength(92);
const token = fc.oneof(serverToken, fc.integer({ min: 7, max: 140 }).chain(tokenOfLength));
const environmentReference = { text: 'process.env.TOKEN', before: '"', after: '"' };

interface RotationChoice {
  readonly old: Token;
  readonly next: Token;
  readonly choices: Iterator<boolean>;
}

/** A file, an old and a new token, and for each occurrence whether to replace it with a reference. */
const rotationCase = fc
  .tuple(token, token, fc.infiniteStream(fc.boolean()))
  .filter(([old, next]) => old.hash !== next.hash)
  .chain(([old, next, choices]) => fileContaining(old).map((file) => ({ old, next, choices, ...file })));

function editsIn(bytes: Buffer, old: Token, choices: Iterator<boolean>): Edit[] {
  const { characters } = decodeFile(bytes);
  let end = 0;
  return findTokensInText(characters, ({ hash }) => hash === old.hash)
    .filter(({ token: { hash } }) => hash === old.hash)
    .filter(isUpdatable)
    .flatMap((found) => {
      // Only a token of the same length fits, so these have a test of their own.
      if (found.writing.form === 'base64Part') {
        return [];
      }
      const isQuoted = found.start > end && characters[found.start - 1] === '"' && characters[found.end] === '"';
      const reference = isQuoted && choices.next().value === true ? environmentReference : null;
      end = reference === null ? found.end : found.end + 1;
      return [{ start: found.start, writing: found.writing, reference }];
    });
}

/** The expected result of the edits, computed on bytes alone. */
function expectedBytes(bytes: Buffer, edits: readonly Edit[], old: Token, next: Token): Buffer {
  const { encoding } = decodeFile(bytes);
  const width = encoding === 'oneByte' ? 1 : 2;
  const encoded = (text: string) => {
    const ascii = Buffer.from(text, 'ascii');
    const wide = Buffer.from(text, 'utf16le');
    return encoding === 'oneByte' ? ascii : encoding === 'utf16le' ? wide : wide.swap16();
  };
  const parts: Buffer[] = [];
  let copiedTo = 0;
  for (const { start, writing, reference } of edits) {
    const quote = reference === null ? 0 : 1;
    assert.ok(writing.form !== 'base64Part');
    parts.push(bytes.subarray(copiedTo, (start - quote) * width));
    parts.push(encoded(reference?.text ?? encodeToken(next, writing)));
    copiedTo = (start + encodeToken(old, writing).length + quote) * width;
  }
  return Buffer.concat([...parts, bytes.subarray(copiedTo)]);
}

describe('applyEdits and revertEdits with any file', () => {
  it('change only the occurrences, and restore every byte', () => {
    let replaced = 0;
    const check = ({
      bytes,
      minOccurrences,
      old,
      next,
      choices,
    }: GeneratedFile & { old: Token; next: Token; choices: Iterator<boolean> }) => {
      const edits = editsIn(bytes, old, choices);
      assert.ok(edits.length >= minOccurrences, `found ${edits.length} of ${minOccurrences}`);
      replaced += edits.length;
      const after = applyEdits(bytes, edits, old, next);
      assert.ok(after);
      assert.ok(after.equals(expectedBytes(bytes, edits, old, next)), 'other bytes changed');
      assert.ok(revertEdits(after, edits, old, next)?.equals(bytes), 'bytes not restored');
    };
    fc.assert(fc.property(rotationCase, check), { numRuns: 500 });
    assert.ok(replaced > 500, `replaced only ${replaced}`);
  });
});

describe('applyEdits and revertEdits with a line in any env file', () => {
  it('insert the token, and restore every byte', () => {
    let filled = 0;
    const check = ({ bytes, old, next, choices }: GeneratedFile & RotationChoice, slots: readonly string[]) => {
      const file = Buffer.concat([bytes, Buffer.from(slots.join(''))]);
      const { characters, encoding } = decodeFile(file);
      const insertion = environmentInsertion(characters, 'A_TOKEN', next.reveal());
      if (encoding !== 'oneByte' || characters.includes('\0') || insertion === undefined) {
        return;
      }
      const { start, ...around } = insertion;
      const edits: Edit[] = [
        ...editsIn(bytes, old, choices),
        { start, writing: { form: 'plain' }, reference: null, insertion: around },
      ];
      const after = applyEdits(file, edits, old, next);
      assert.ok(after && decodeFile(after).characters.includes(around.before + next.reveal() + around.after));
      assert.ok(revertEdits(after, edits, old, next)?.equals(file), 'bytes not restored');
      filled += 1;
    };
    const slots = fc.array(fc.constantFrom('\n', '\r\n', 'A_TOKEN=', 'A_TOKEN=""\n', 'B=1', '\\'), { maxLength: 3 });
    fc.assert(fc.property(rotationCase, slots, check), { numRuns: 400 });
    assert.ok(filled > 100, `filled in only ${filled}`);
  });
});

describe('replaceToken with any file', () => {
  it('restores every byte when the first token replaces the second again', () => {
    const two = fc.uniqueArray(serverToken, { minLength: 2, maxLength: 2, selector: ({ hash }) => hash });
    const file = two.chain(([old = new Token(''), next = new Token('')]) =>
      fileContaining(old).map((all) => ({ old, next, ...all })),
    );
    const check = ({ bytes, minOccurrences, old, next }: GeneratedFile & { old: Token; next: Token }) => {
      const after = replaceToken(bytes, old, next);
      assert.equal(replaceToken(after ?? bytes, old, next), undefined, 'not all were replaced');
      if (after === undefined) {
        assert.equal(minOccurrences, 0);
      } else {
        assert.ok(replaceToken(after, next, old)?.equals(bytes));
      }
    };
    fc.assert(fc.property(file, check), { numRuns: 300 });
  });
});

describe('EncodedText with any file', () => {
  it('decodes any part like the whole, and encodes it to the same bytes', () => {
    const check = (array: Uint8Array, mark: readonly number[], start: number, length: number) => {
      const bytes = Buffer.from([...mark, ...array]);
      const text = new EncodedText(bytes);
      const end = start + length;
      assert.equal(text.slice(start, end), decodeFile(bytes).characters.slice(start, end));
      const parts = [text.bytes(0, start), text.encode(text.slice(start, end)), text.bytes(end)];
      assert.ok(Buffer.concat(parts).equals(bytes) || end > text.length);
      assert.ok(Buffer.concat([text.encode(text.slice(0, text.length)), text.bytes(text.length)]).equals(bytes));
    };
    const marks = fc.constantFrom([], [0xff, 0xfe], [0xfe, 0xff]);
    fc.assert(fc.property(fc.uint8Array(), marks, fc.nat(12), fc.nat(12), check), { numRuns: 1000 });
  });
});

describe('Positions with any file', () => {
  it('counts lines and columns like an editor', () => {
    const check = (token: Token, texts: readonly string[], encoding: 'utf8' | 'utf16le', mark: string) => {
      const text = texts.join(` ${token.reveal()} `);
      const bytes = Buffer.from((encoding === 'utf8' ? mark : '\ufeff') + text, encoding);
      const file = decodeFile(bytes);
      const positions = new Positions(file);
      const shown = new TextDecoder(encoding === 'utf8' ? 'utf-8' : 'utf-16le').decode(bytes);
      const actual = findTokensInText(file.characters, () => true).map(({ start }) => positions.at(start));
      const expected = findTokensInText(shown, () => true).map(({ start }) => {
        const lines = shown.slice(0, start).split(/\r\n|\r|\n/);
        return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
      });
      assert.ok(actual.length >= texts.length - 1);
      assert.deepEqual(actual, expected);
    };
    const texts = fc.array(fc.oneof(anyText, fc.constantFrom('\n', '\r\n', '\r', '\n\ufeff', 'ż🙂')), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(serverToken, texts, fc.constantFrom('utf8', 'utf16le'), fc.constantFrom('', '\ufeff'), check),
      {
        numRuns: 300,
      },
    );
  });
});
