import fc from 'fast-check';

export interface Framed {
  readonly headers: readonly (readonly [string, string])[];
  readonly bytes: Buffer;
  /** Whether the client can find the end while the connection stays open. */
  readonly hasKnownEnd: boolean;
  /** Converts an offset in the body to one in the bytes. */
  readonly offsetOf: (bodyBytes: number) => number;
}

export type Framing = (body: Buffer) => Framed;

const sameOffset = (bodyBytes: number) => bodyBytes;

const byLength: Framing = (body) => ({
  headers: [['content-length', String(body.length)]],
  bytes: body,
  hasKnownEnd: true,
  offsetOf: sameOffset,
});

const untilClose: Framing = (body) => ({ headers: [], bytes: body, hasKnownEnd: false, offsetOf: sameOffset });

function inChunks(sizes: readonly number[], extension: string, trailers: string): Framing {
  return (body) => {
    const pieces: Buffer[] = [];
    /** The start of each chunk in the body and in the bytes. */
    const starts: [number, number][] = [];
    let written = 0;
    const write = (bytes: Buffer) => void (written += pieces.push(bytes) && bytes.length);
    for (let from = 0, index = 0; from < body.length; index += 1) {
      const chunk = body.subarray(from, from + (sizes[index % sizes.length] ?? body.length));
      write(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`));
      starts.push([from, written]);
      write(chunk);
      write(Buffer.from('\r\n'));
      from += chunk.length;
    }
    write(Buffer.from(`0\r\n${trailers}\r\n`));
    return {
      headers: [['transfer-encoding', 'chunked']],
      bytes: Buffer.concat(pieces),
      hasKnownEnd: true,
      offsetOf(bodyBytes) {
        const [from, at] = starts.findLast(([from]) => from < bodyBytes) ?? [0, 0];
        return at + bodyBytes - from;
      },
    };
  };
}

export const validFraming: fc.Arbitrary<Framing> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(byLength) },
  { weight: 1, arbitrary: fc.constant(untilClose) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('', '', ';name=value', ';q="a;b"'),
        fc.constantFrom('', '', 'expires: 0\r\n'),
      )
      .map(([sizes, extension, trailers]) => inChunks(sizes, extension, trailers)),
  },
);

export const invalidFraming: fc.Arbitrary<Framing> = fc
  .tuple(
    validFraming,
    fc.array(
      fc.oneof(
        fc
          .constantFrom(
            '0',
            '1',
            '-1',
            '+5',
            '99999999',
            '99999999999999999999999',
            '5, 5',
            '5, 6',
            '0x10',
            '',
            ' ',
            'x',
            '1e3',
          )
          .map((value) => ['content-length', value] as const),
        fc
          .constantFrom(
            'chunked',
            'gzip, chunked',
            'chunked, gzip',
            'chunked, chunked',
            'identity',
            'xchunked',
            '',
            ' CHUNKED',
          )
          .map((value) => ['transfer-encoding', value] as const),
        fc.constantFrom('close', 'keep-alive', 'upgrade', 'x, close').map((value) => ['connection', value] as const),
        fc.constantFrom('h2c', 'websocket').map((value) => ['upgrade', value] as const),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.boolean(),
  )
  .map(([framing, more, instead]) => (body) => {
    const framed = framing(body);
    return { ...framed, headers: instead ? more : [...framed.headers, ...more] };
  });
