import {
  brotliCompressSync,
  constants,
  crc32,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import fc from 'fast-check';

/** A body as a proxy may have compressed it. */
export interface Coded {
  /** What the header says; without one, nothing is said. */
  readonly name: string | undefined;
  readonly bytes: Buffer;
  /** Behind how many of the bytes all of the body's first part can be read, whatever comes of the rest. */
  readonly readableAfter: number;
}

/** Compresses a body; its first `part` bytes can be read as soon as they are there. */
export type Coding = (body: Buffer, part: number) => Coded;

const plain: Coding = (body, part) => ({ name: undefined, bytes: body, readableAfter: part });
const neverReadable = Infinity;

/** The most frequent case, that nothing is compressed, comes first. */
export const coding: fc.Arbitrary<Coding> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(plain) },
  { weight: 2, arbitrary: fc.constantFrom('gzip', 'x-gzip', 'GZIP').map((name) => inTwoParts(name, gzipped)) },
  { weight: 1, arbitrary: fc.constantFrom('deflate', 'Deflate').map((name) => inTwoParts(name, zlibbed)) },
  { weight: 1, arbitrary: fc.constantFrom('identity', 'none', 'aws-chunked', '').map(unencoded) },
  // Where the first part ends is not known of these, so they promise only as a whole.
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<[string, (body: Buffer) => Buffer]>(
        ['br', brotliCompressSync],
        ['gzip', gzipSync],
        ['gzip, gzip', (body) => gzipSync(gzipSync(body))],
      )
      .map(readableWhenComplete),
  },
  // And these promise nothing: what is said of them is not so, or nobody reads it.
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<[string | undefined, (body: Buffer) => Buffer]>(
        ['zstd', zstdCompressSync],
        ['deflate', deflateRawSync],
        [undefined, gzipSync],
        ['br', gzipSync],
        ['gzip', brotliCompressSync],
        ['gzip', (body) => body],
        ['compress', gzipSync],
      )
      .map(([name, compress]): Coding => (body) => ({ name, bytes: compress(body), readableAfter: neverReadable })),
  },
);

function unencoded(name: string): Coding {
  return (body, part) => ({ ...plain(body, part), name });
}

function readableWhenComplete([name, compress]: [string, (body: Buffer) => Buffer]): Coding {
  return (body) => {
    const bytes = compress(body);
    return { name, bytes, readableAfter: bytes.length };
  };
}

function inTwoParts(name: string, compress: (first: Buffer, rest: Buffer) => [Buffer, Buffer]): Coding {
  return (body, part) => {
    const parts = compress(body.subarray(0, part), body.subarray(part));
    return { name, bytes: Buffer.concat(parts), readableAfter: parts[0].length };
  };
}

const flushed = { finishFlush: constants.Z_FULL_FLUSH };

function gzipped(first: Buffer, rest: Buffer): [Buffer, Buffer] {
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(Buffer.concat([first, rest])), 0);
  end.writeUInt32LE(first.length + rest.length, 4);
  return [gzipSync(first, flushed), Buffer.concat([deflateRawSync(rest), end])];
}

function zlibbed(first: Buffer, rest: Buffer): [Buffer, Buffer] {
  const end = deflateSync(Buffer.concat([first, rest])).subarray(-4);
  return [deflateSync(first, flushed), Buffer.concat([deflateRawSync(rest), end])];
}
