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

export interface Coded {
  readonly name: string | undefined;
  readonly bytes: Buffer;
  /** The number of bytes from which the first part of the body can be decompressed. */
  readonly readableAfter: number;
}

/** Compresses a body so that its first `part` bytes can be decompressed without the rest. */
export type Coding = (body: Buffer, part: number) => Coded;

const plain: Coding = (body, part) => ({ name: undefined, bytes: body, readableAfter: part });
const neverReadable = Infinity;

/** Uncompressed in most cases; fast-check shrinks toward the first one. */
export const coding: fc.Arbitrary<Coding> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(plain) },
  { weight: 2, arbitrary: fc.constantFrom('gzip', 'x-gzip', 'GZIP').map((name) => twoPartCoding(name, gzipped)) },
  { weight: 1, arbitrary: fc.constantFrom('deflate', 'Deflate').map((name) => twoPartCoding(name, deflated)) },
  { weight: 1, arbitrary: fc.constantFrom('identity', 'none', 'aws-chunked', '').map(unencoded) },
  // The end of the first part is unknown here, so these can only be decompressed when they are complete.
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<[string, (body: Buffer) => Buffer]>(
        ['br', brotliCompressSync],
        ['gzip', gzipSync],
        ['gzip, gzip', (body) => gzipSync(gzipSync(body))],
      )
      .map(wholeBodyCoding),
  },
  // The client can't read these, because the header is wrong or the coding isn't supported.
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

function wholeBodyCoding([name, compress]: [string, (body: Buffer) => Buffer]): Coding {
  return (body) => {
    const bytes = compress(body);
    return { name, bytes, readableAfter: bytes.length };
  };
}

function twoPartCoding(name: string, compress: (first: Buffer, rest: Buffer) => [Buffer, Buffer]): Coding {
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

function deflated(first: Buffer, rest: Buffer): [Buffer, Buffer] {
  const end = deflateSync(Buffer.concat([first, rest])).subarray(-4);
  return [deflateSync(first, flushed), Buffer.concat([deflateRawSync(rest), end])];
}
