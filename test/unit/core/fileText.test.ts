import assert from 'node:assert/strict';
import { bytesOfText, headLength, isBinary, Positions, textOfFile } from '../../../src/core/fileText.ts';

const utf16 = (characters: string) => Buffer.from(`\ufeff${characters}`, 'utf16le');

describe('A file’s bytes as text', () => {
  for (const [what, bytes, encoding] of [
    ['nothing', Buffer.alloc(0), 'oneByte'],
    ['every byte there is', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 'oneByte'],
    ['UTF-8 with a mark', Buffer.from('\ufeffzażółć'), 'oneByte'],
    ['half a mark', Buffer.from([0xff]), 'oneByte'],
    ['the first half of a mark and a letter', Buffer.from([0xfe, 0x61, 0x62]), 'oneByte'],
    ['a letter and the second half of a mark', Buffer.from([0x61, 0xff, 0x62]), 'oneByte'],
    ['a letter and the second half of the other mark', Buffer.from([0x61, 0xfe, 0x62]), 'oneByte'],
    ['little-endian UTF-16', utf16('zażółć 🙂\r\n'), 'utf16le'],
    ['big-endian UTF-16', utf16('zażółć 🙂\r\n').swap16(), 'utf16be'],
    ['UTF-16 with half a character', utf16('\ude00 a \ud83d'), 'utf16le'],
    ['UTF-16 with half a letter', Buffer.concat([utf16('a').swap16(), Buffer.from([0x00])]), 'utf16be'],
    ['a mark alone', utf16(''), 'utf16le'],
  ] as const) {
    it(`gives the same bytes again for ${what}`, () => {
      const text = textOfFile(bytes);
      assert.equal(text.encoding, encoding);
      assert.deepEqual(bytesOfText(text), Buffer.from(bytes));
    });
  }

  it('does not change the bytes that it was made of', () => {
    const bytes = utf16('abc').swap16();
    const before = Buffer.from(bytes);
    bytesOfText(textOfFile(bytes));
    assert.deepEqual(bytes, before);
  });

  it('shows ASCII as itself in each encoding', () => {
    for (const bytes of [Buffer.from('\xe9apiv3_', 'latin1'), utf16('apiv3_'), utf16('apiv3_').swap16()]) {
      assert.equal(textOfFile(bytes).characters.slice(1), 'apiv3_');
    }
  });
});

describe('A file is binary', () => {
  it('with a NUL in its head', () => {
    assert.ok(isBinary(Buffer.from('text\0text')));
    assert.ok(isBinary(Buffer.concat([Buffer.alloc(headLength - 1, 'x'), Buffer.from([0])])));
  });

  it('but not with a NUL behind that, and not without one', () => {
    assert.equal(isBinary(Buffer.concat([Buffer.alloc(headLength, 'x'), Buffer.from([0])])), false);
    assert.equal(isBinary(Buffer.from('\x01\xff text', 'latin1')), false);
    assert.equal(isBinary(Buffer.alloc(0)), false);
  });

  it('but not where a UTF-16 mark begins it', () => {
    assert.equal(isBinary(utf16('text')), false);
    assert.equal(isBinary(utf16('text').swap16()), false);
  });

  it('as UTF-16 is without a mark', () => assert.ok(isBinary(utf16('text').subarray(2))));
});

describe('A position in a file', () => {
  const at = (bytes: Buffer, offset: number) => {
    const { line, column } = new Positions(textOfFile(bytes)).at(offset);
    return `${line}:${column}`;
  };
  const before = (text: string) => at(Buffer.from(`${text}X`), Buffer.byteLength(text));

  for (const [what, text, position] of [
    ['at the very beginning', '', '1:1'],
    ['behind a mark', '\ufeff', '1:1'],
    ['behind a mark and a letter', '\ufeffa', '1:2'],
    ['behind a mark that is no mark, in the first line', 'a\ufeff', '1:3'],
    ['behind LF', 'a\n', '2:1'],
    ['behind CRLF', 'a\r\n', '2:1'],
    ['behind CR', 'a\r', '2:1'],
    ['behind each of them', 'a\rb\r\nc\n\n\r\nd', '6:2'],
    ['behind accents, which are one column each', 'zażółć', '1:7'],
    ['behind a smiley, which is two', '🙂', '1:3'],
    ['behind signs that only look like a line end', '\u2028\u2029\u0085\v\f', '1:6'],
    ['behind a mark that is no mark, in a later line', 'a\n\ufeffb', '2:3'],
  ] as const) {
    it(`${what} is ${position}`, () => assert.equal(before(text), position));
  }

  it('is counted in UTF-16 units in UTF-16, without the mark', () => {
    const bytes = utf16('a\nż🙂X');
    assert.equal(at(bytes, 'ma\nż🙂'.length), '2:4');
    assert.equal(at(bytes.swap16(), 'ma\nż🙂'.length), '2:4');
    assert.equal(at(utf16('X'), 1), '1:1');
  });

  it('is the same in whatever order one asks', () => {
    const bytes = Buffer.from('\ufeffaż🙂b\n\ncż\r\n🙂d 🙂e');
    const text = textOfFile(bytes);
    const offsets = Array.from({ length: bytes.length + 1 }, (_, offset) => offset);
    const alone = offsets.map((offset) => new Positions(text).at(offset));
    const ascending = new Positions(text);
    assert.deepEqual(
      offsets.map((offset) => ascending.at(offset)),
      alone,
    );
    const descending = new Positions(text);
    assert.deepEqual(
      offsets.toReversed().map((offset) => descending.at(offset)),
      alone.toReversed(),
    );
  });

  it('is found at once even for the last of thousands in one long line', () => {
    const line = 'ż'.repeat(100).concat('X').repeat(20_000);
    const positions = new Positions(textOfFile(Buffer.from(line)));
    const start = performance.now();
    for (let number = 1; number <= 20_000; number += 1) {
      assert.equal(positions.at(number * 201 - 1).column, number * 101);
    }
    // Counted from the start of the line each time, it would be forty gigabytes.
    assert.ok(performance.now() - start < 5_000);
  });
});
