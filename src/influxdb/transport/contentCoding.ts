import { brotliDecompressSync, constants, unzipSync } from 'node:zlib';

type Decode = (encoded: Buffer, limit: number) => Buffer;

const unzip: Decode = (encoded, maxOutputLength) =>
  unzipSync(encoded, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });

const unbrotli: Decode = (encoded, maxOutputLength) =>
  brotliDecompressSync(encoded, { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH });

const decoders: ReadonlyMap<string, Decode> = new Map([
  ['gzip', unzip],
  ['x-gzip', unzip],
  ['deflate', unzip],
  ['br', unbrotli],
]);

/** Limits the work per response. No real chain of proxies compresses a response more often than this. */
const maxCodings = 4;
/** In bytes. Only token lists have a larger limit, and part of a list is useless. */
const maxSizeWithToken = 1024 * 1024;

/**
 * Requests accept only `identity`, but a proxy may compress anyway, and the body may contain the only copy of a new
 * token. So a truncated or damaged body is decompressed as far as possible. `limit` is in bytes.
 */
export function decodeContent(body: Buffer, codings: string | string[] | undefined, limit: number): Buffer {
  return [codings ?? []]
    .flat()
    .join()
    .split(',', maxCodings)
    .map((name) => decoders.get(name.trim().toLowerCase()))
    .reduceRight((encoded, decode) => (decode === undefined ? encoded : decodeAvailable(decode, encoded, limit)), body);
}

function decodeAvailable(decode: Decode, encoded: Buffer, limit: number): Buffer {
  const tryDecode = (length: number): Buffer | undefined => {
    try {
      return decode(encoded.subarray(0, length), limit);
    } catch {
      return undefined;
    }
  };
  const whole = tryDecode(encoded.length);
  if (whole !== undefined || limit > maxSizeWithToken) {
    return whole ?? encoded;
  }
  // If a prefix of the body can be decoded, so can any shorter one, so a binary search finds the longest.
  let longest: Buffer | undefined;
  for (let readableLength = 0, unreadableLength = encoded.length; unreadableLength - readableLength > 1;) {
    const middle = Math.floor((readableLength + unreadableLength) / 2);
    const part = tryDecode(middle);
    if (part === undefined) {
      unreadableLength = middle;
    } else {
      longest = part;
      readableLength = middle;
    }
  }
  return longest === undefined || longest.length === 0 ? encoded : longest;
}
