import fc from 'fast-check';

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
const urlSafe = (text: string) => base64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const inUtf16 = (text: string) => Buffer.from(text, 'utf16le').toString('base64');
const hex = (character: string) => character.charCodeAt(0).toString(16).padStart(2, '0');
const special = /[+/=]/g;

const separators = fc.constantFrom(
  ...['\n', '\r\n', '\n    ', '\r\n\t', ' \n ', ' ', '\\n', '\\r\\n', '\\\n  ', '\\\\n'],
  ...['\n# ', '\n  // ', '"\n  "', "' +\r\n  '", '\\n" \\\n"'],
);
const wrappedAt = (minWidth: number) =>
  fc.tuple(fc.oneof(fc.integer({ min: minWidth, max: 10 }), fc.integer({ min: 10, max: 130 })), separators).map(
    ([width, separator]) =>
      (text: string) =>
        (text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []).join(separator),
  );
const anyBytes = fc.uint8Array({ maxLength: 60, size: 'max' }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const asciiText = fc.string({ unit: 'grapheme-ascii', maxLength: 60, size: 'max' });

type Encode = (token: string) => string;

const simple: fc.Arbitrary<Encode> = fc.constantFrom<Encode>(
  (token) => token,
  encodeURIComponent,
  (token) => encodeURIComponent(encodeURIComponent(token)),
  (token) => token.replace(special, (character) => `%${hex(character)}`),
  (token) => token.replaceAll('/', '\\/'),
  (token) => token.replace(special, (character) => `\\u00${hex(character)}`),
  (token) => token.replace(special, (character) => `\\x${hex(character)}`),
  (token) => token.replace(special, (character) => `&#${character.charCodeAt(0)};`),
  (token) => token.replaceAll('=', '=3D'),
  base64,
  urlSafe,
  inUtf16,
);
const withinBase64 = fc
  .tuple(fc.oneof(anyBytes, asciiText), fc.oneof(anyBytes, asciiText), fc.constantFrom(base64, urlSafe))
  .map(
    ([before, after, encode]): Encode =>
      (token) =>
        encode(before + token + after),
  );
const wrappedBase64 = (minWidth: number) =>
  fc.tuple(fc.oneof(anyBytes, asciiText), asciiText, wrappedAt(minWidth)).map(
    ([before, after, wrap]): Encode =>
      (token) =>
        wrap(base64(before + token + after)),
  );
const base64OfBase64 = fc.tuple(asciiText, asciiText, asciiText, asciiText).map(
  ([one, two, three, four]): Encode =>
    (token) =>
      base64(one + base64(two + token + three) + four),
);

/** Ways to write a token in a file, as functions of the token string. */
export const encodings: fc.Arbitrary<Encode> = fc.oneof(simple, withinBase64, base64OfBase64, wrappedBase64(1));
/** Those that ripgrep finds line by line. */
export const encodingsInLines = fc.oneof(simple, withinBase64, base64OfBase64, wrappedBase64(2));
export const encodingsInUtf16Lines = fc.oneof(simple, withinBase64, wrappedBase64(3));
