import { brotliDecompressSync, constants, unzipSync } from 'node:zlib';

type Decode = (coded: Buffer, limit: number) => Buffer;

const unzip: Decode = (coded, maxOutputLength) =>
  unzipSync(coded, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });

const unbrotli: Decode = (coded, maxOutputLength) =>
  brotliDecompressSync(coded, { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH });

const decoders: ReadonlyMap<string, Decode> = new Map([
  ['gzip', unzip],
  ['x-gzip', unzip],
  ['deflate', unzip],
  ['br', unbrotli],
]);

/** More proxies than stand in any row: each costs its time. */
const mostCodings = 4;
/** What is longer is a list, of which a part is worth nothing. */
const longestWithToken = 1024 * 1024;

/**
 * A body as it was before it was compressed. Nobody asked for that, but a proxy may do it all the same, and in the body
 * may stand the only copy of a token's string: so it is read as far as it came, and up to where it is damaged.
 * @param codings the header `content-encoding`, or several, which tell one list: in the order in which they were applied
 * @param limit of what comes out, in bytes; what would be longer ends there, or stays as it is
 */
export function withoutCoding(body: Buffer, codings: string | string[] | undefined, limit: number): Buffer {
  return [codings ?? []]
    .flat()
    .join()
    .split(',', mostCodings)
    .map((name) => decoders.get(name.trim().toLowerCase()))
    .reduceRight((coded, decode) => (decode === undefined ? coded : decoded(decode, coded, limit)), body);
}

function decoded(decode: Decode, coded: Buffer, limit: number): Buffer {
  const attempt = (length: number): Buffer | undefined => {
    try {
      return decode(coded.subarray(0, length), limit);
    } catch {
      return undefined;
    }
  };
  const whole = attempt(coded.length);
  if (whole !== undefined || limit > longestWithToken) {
    return whole ?? coded;
  }
  // The beginning of what can be read can be read too, so halving finds the longest.
  let longest: Buffer | undefined;
  for (let good = 0, bad = coded.length; bad - good > 1;) {
    const middle = Math.floor((good + bad) / 2);
    const part = attempt(middle);
    if (part === undefined) {
      bad = middle;
    } else {
      longest = part;
      good = middle;
    }
  }
  return longest === undefined || longest.length === 0 ? coded : longest;
}
