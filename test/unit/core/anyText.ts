import fc from 'fast-check';

const characters = fc.oneof(
  fc.string(),
  fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0xd7f0, max: 0xe010 }).map((unit) => String.fromCharCode(unit)),
);

/** Any text: ASCII, any Unicode characters, and lone surrogates. */
export const anyText = fc.oneof(
  fc.string(),
  fc.array(characters, { maxLength: 40 }).map((parts) => parts.join('')),
);
