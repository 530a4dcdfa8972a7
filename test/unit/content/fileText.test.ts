import assert from 'node:assert/strict';
import { EncodedText } from '../../../src/content/encodedText.ts';
import { headLength, isBinary, Positions, decodeFile } from '../../../src/content/fileText.ts';

const utf16 = (characters: string) => Buffer.from(`\ufeff${characters}`, 'utf16le');

describe('decodeFile and EncodedText', () => {
  for (const [what, bytes, encoding] of [
    ['an empty file', Buffer.alloc(0), 'oneByte'],
    ['every byte value', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 'oneByte'],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffzażółć'), 'oneByte'],
    ['half a byte order mark', Buffer.from([0xff]), 'oneByte'],
    ['the first half of a byte order mark and a letter', Buffer.from([0xfe, 0x61, 0x62]), 'oneByte'],
    ['a letter and the second half of a byte order mark', Buffer.from([0x61, 0xff, 0x62]), 'oneByte'],
    ['a letter and the second half of the other byte order mark', Buffer.from([0x61, 0xfe, 0x62]), 'oneByte'],
    ['little-endian UTF-16', utf16('zażółć 🙂\r\n'), 'utf16le'],
    ['big-endian UTF-16', utf16('zażółć 🙂\r\n').swap16(), 'utf16be'],
    ['UTF-16 with lone surrogates', utf16('\ude00 a \ud83d'), 'utf16le'],
    ['UTF-16 with half a code unit', Buffer.concat([utf16('a').swap16(), Buffer.from([0x00])]), 'utf16be'],
    ['a byte order mark alone', utf16(''), 'utf16le'],
  ] as const) {
    it(`return the same bytes for ${what}`, () => {
      const text = decodeFile(bytes);
      assert.equal(text.encoding, encoding);
      const encoded = new EncodedText(bytes);
      const whole = [encoded.encode(text.characters), encoded.bytes(encoded.length)];
      assert.deepEqual(Buffer.concat(whole), Buffer.from(bytes));
    });
  }

  it('do not change the bytes passed in', () => {
    const bytes = utf16('abc').swap16();
    const before = Buffer.from(bytes);
    const text = new EncodedText(bytes);
    assert.equal(text.slice(0, 4), decodeFile(bytes).characters);
    assert.deepEqual(bytes, before);
  });

  it('decode ASCII as ASCII in each encoding', () => {
    for (const bytes of [Buffer.from('\xe9apiv3_', 'latin1'), utf16('apiv3_'), utf16('apiv3_').swap16()]) {
      assert.equal(decodeFile(bytes).characters.slice(1), 'apiv3_');
    }
  });
});

describe('isBinary', () => {
  it('returns true for a NUL in the head of the file', () => {
    assert.ok(isBinary(Buffer.from('text\0text')));
    assert.ok(isBinary(Buffer.concat([Buffer.alloc(headLength - 1, 'x'), Buffer.from([0])])));
  });

  it('returns false for a NUL after the head, and without a NUL', () => {
    assert.equal(isBinary(Buffer.concat([Buffer.alloc(headLength, 'x'), Buffer.from([0])])), false);
    assert.equal(isBinary(Buffer.from('\x01\xff text', 'latin1')), false);
    assert.equal(isBinary(Buffer.alloc(0)), false);
  });

  it('returns false for UTF-16 with a byte order mark', () => {
    assert.equal(isBinary(utf16('text')), false);
    assert.equal(isBinary(utf16('text').swap16()), false);
  });

  it('returns true for UTF-16 without a byte order mark', () => assert.ok(isBinary(utf16('text').subarray(2))));
});

describe('Positions', () => {
  const at = (bytes: Buffer, offset: number) => {
    const { line, column } = new Positions(decodeFile(bytes)).at(offset);
    return `${line}:${column}`;
  };
  const after = (text: string) => at(Buffer.from(`${text}X`), Buffer.byteLength(text));

  for (const [what, text, position] of [
    ['at the start of the file', '', '1:1'],
    ['after a byte order mark', '\ufeff', '1:1'],
    ['after a byte order mark and a letter', '\ufeffa', '1:2'],
    ['after U+FEFF inside the first line', 'a\ufeff', '1:3'],
    ['after LF', 'a\n', '2:1'],
    ['after CRLF', 'a\r\n', '2:1'],
    ['after CR', 'a\r', '2:1'],
    ['after all kinds of line ends', 'a\rb\r\nc\n\n\r\nd', '6:2'],
    ['after accents, which take one column each', 'zażółć', '1:7'],
    ['after an emoji, which takes two columns', '🙂', '1:3'],
    ['after characters that are not line ends for an editor', '\u2028\u2029\u0085\v\f', '1:6'],
    ['after U+FEFF in a later line', 'a\n\ufeffb', '2:3'],
  ] as const) {
    it(`returns ${position} ${what}`, () => assert.equal(after(text), position));
  }

  it('counts UTF-16 units in UTF-16 files, without the byte order mark', () => {
    const bytes = utf16('a\nż🙂X');
    assert.equal(at(bytes, 'ma\nż🙂'.length), '2:4');
    assert.equal(at(bytes.swap16(), 'ma\nż🙂'.length), '2:4');
    assert.equal(at(utf16('X'), 1), '1:1');
  });

  it('returns the same in any order of calls', () => {
    const bytes = Buffer.from('\ufeffaż🙂b\n\ncż\r\n🙂d 🙂e');
    const text = decodeFile(bytes);
    const offsets = Array.from({ length: bytes.length + 1 }, (_, offset) => offset);
    const expected = offsets.map((offset) => new Positions(text).at(offset));
    const ascending = new Positions(text);
    assert.deepEqual(
      offsets.map((offset) => ascending.at(offset)),
      expected,
    );
    const descending = new Positions(text);
    assert.deepEqual(
      offsets.toReversed().map((offset) => descending.at(offset)),
      expected.toReversed(),
    );
  });

  it('is fast for thousands of positions in one long line', () => {
    const line = 'ż'.repeat(100).concat('X').repeat(20_000);
    const positions = new Positions(decodeFile(Buffer.from(line)));
    const start = performance.now();
    for (let number = 1; number <= 20_000; number += 1) {
      assert.equal(positions.at(number * 201 - 1).column, number * 101);
    }
    // Counting from the start of the line each time would read 40 GB.
    assert.ok(performance.now() - start < 5_000);
  });
});
