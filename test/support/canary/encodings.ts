/** A way to write a token. `shortest` is the number of characters from which a part of it counts. */
export interface EncodedForm {
  readonly encoding: string;
  readonly text: string;
  readonly shortest: number;
}

/** The shortest part of a token that counts, in characters of the token. */
const shortestPart = 20;

/** The forms of a token whose characters don't stand for themselves. `decodings` covers the others. */
export function encodedForms(token: string): EncodedForm[] {
  const bytes = Buffer.from(token, 'utf8');
  const hex = bytes.toString('hex');
  return [
    { encoding: 'plain', text: token, shortest: Math.min(shortestPart, token.length) },
    ...[0, 1, 2].flatMap((offset) => base64Forms(bytes, offset)),
    { encoding: 'hex', text: hex, shortest: 2 * shortestPart },
    { encoding: 'hex', text: hex.toUpperCase(), shortest: 2 * shortestPart },
  ];
}

/** Leaves out the characters that also depend on the bytes before and after the token. */
function base64Forms(bytes: Buffer, offset: number): EncodedForm[] {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  const text = whole.subarray(0, whole.length - (whole.length % 3)).toString('base64');
  const own = text.slice([0, 2, 3][offset]);
  const shortest = Math.ceil((shortestPart * 4) / 3);
  const urlSafe = own.replaceAll('+', '-').replaceAll('/', '_');
  return [
    { encoding: 'base64', text: own, shortest },
    ...(urlSafe === own ? [] : [{ encoding: 'base64', text: urlSafe, shortest }]),
  ];
}

export interface Decoded {
  readonly encoding: string;
  readonly text: string;
}

/** A text as it stands, and as it reads where characters are escaped or have two bytes. @param text one byte a character */
export function decodings(text: string): Decoded[] {
  const found: Decoded[] = [{ encoding: '', text }];
  const add = (encoding: string, decode: (text: string) => string, from = text): string => {
    const decoded = decode(from);
    if (decoded !== from) found.push({ encoding, text: decoded });
    return decoded;
  };
  add('URL-encoded twice', decodeUrl, add('URL-encoded', decodeUrl));
  add('JSON-escaped', decodeJson);
  add('HTML-escaped', decodeHtml);
  if (text.includes('\0')) {
    const bytes = Buffer.from(text, 'latin1');
    found.push(
      { encoding: 'UTF-16', text: everySecond(bytes, 0) },
      { encoding: 'UTF-16', text: everySecond(bytes, 1) },
    );
  }
  return found;
}

const characterOf = (_: string, hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));
const decodeUrl = (text: string): string => text.replace(/%([0-9a-f]{2})/gi, characterOf);
const decodeJson = (text: string): string =>
  text.replace(/\\+(?:u00|x)([0-9a-f]{2})/gi, characterOf).replace(/\\+([/"'_-])/g, '$1');
const decodeHtml = (text: string): string =>
  text
    .replace(/&#x([0-9a-f]{2});/gi, characterOf)
    .replace(/&#(\d{2,3});/g, (_, code: string) => String.fromCharCode(Number(code)));

function everySecond(bytes: Buffer, start: number): string {
  const half = Buffer.alloc(Math.ceil((bytes.length - start) / 2));
  for (let index = 0; index < half.length; index++) {
    half[index] = bytes[start + 2 * index] ?? 0;
  }
  return half.toString('latin1');
}
