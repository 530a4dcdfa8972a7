import fc from 'fast-check';

const letters = fc.oneof(
  fc.string(),
  fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
  // Halves of characters among them.
  fc.integer({ min: 0xd7f0, max: 0xe010 }).map((unit) => String.fromCharCode(unit)),
);

/** Any text at all, of readable letters and of all that Unicode has and has not. */
export const anyText = fc.oneof(
  fc.string(),
  fc.array(letters, { maxLength: 40 }).map((parts) => parts.join('')),
);
