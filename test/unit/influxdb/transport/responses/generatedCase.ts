import fc from 'fast-check';
import { calls } from '../../helpers/calls.ts';
import { responseTo, withoutExpectations, type GeneratedResponse } from './response.ts';
import { newTokenStrings } from './bodies.ts';
import type { CallName } from './recordedResponses.ts';

/** How the server ends the connection after sending everything; `keepOpen` means not at all. */
export type End = 'end' | 'reset' | 'keepOpen';

export interface Filler {
  readonly piece: string;
  readonly bytes: number;
}

export interface GeneratedCase {
  readonly call: CallName;
  /** `plain behind https`: the client uses TLS, but the server doesn't. */
  readonly transport: 'http' | 'https' | 'plain behind https';
  readonly tokenString: string;
  readonly bytes: Buffer;
  readonly filler: Filler | undefined;
  /** The lengths of consecutive writes, repeated. */
  readonly pieces: readonly number[];
  readonly isEarly: boolean;
  readonly end: End;
  /** Whether the client must return the new token, because it arrives before any error. */
  readonly mustReturnToken: boolean;
  readonly genuine: 'success' | 'refusal' | undefined;
}

/** A change of some bytes at a relative position between 0 and 1. */
interface Damage {
  readonly at: number;
  readonly how: 'drop' | 'repeat' | 'replace' | 'insert';
  readonly length: number;
  readonly bytes: Uint8Array;
}

const position = fc.double({ min: 0, max: 1, noNaN: true });
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.oneof(
    position,
    position.map((at) => at * at * at),
  ),
  how: fc.constantFrom('drop', 'repeat', 'replace', 'insert'),
  length: fc.integer({ min: 1, max: 40 }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc
      .constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        ':',
        ' ',
        '\x15\x03\x03',
        'HTTP/1.1 401 \r\n',
        '0\r\n\r\n',
        'ffffffffffffffff\r\n',
      )
      .map((text) => Buffer.from(text)),
  ),
});

const noise: fc.Arbitrary<GeneratedResponse> = fc
  .oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom(
        '',
        '\x15\x03\x03\x00\x02\x02\x46',
        'SSH-2.0-OpenSSH_9.6\r\n',
        '220 mail ESMTP\r\n',
        '\0'.repeat(100),
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
        '<html>400</html>',
        'HTTP/1.1 201',
        '\n'.repeat(10_000),
      )
      .map((text) => Buffer.from(text, 'latin1')),
  )
  .map((bytes) => withoutExpectations({ bytes }));

const someFiller: fc.Arbitrary<Filler> = fc.record({
  piece: fc.constantFrom(' ', '[', '0,', '{},', 'x: y\r\n', '1\r\nx\r\n', '\0', '[[],'),
  bytes: fc.constantFrom(1_000, 300_000, 2_000_000),
});
/** Sizes around the limit of a list. Rare, because they take long. */
const hugeFiller: fc.Arbitrary<Filler> = fc.record({
  piece: fc.constantFrom('0,', '{},', '[', ' '),
  bytes: fc.constantFrom(30_000_000, 40_000_000),
});

interface Delivery {
  readonly response: GeneratedResponse;
  readonly damages: readonly Damage[];
  readonly cut: number | undefined;
  readonly filler: Filler | undefined;
  readonly pieces: readonly number[];
  readonly isEarly: boolean;
  readonly end: End;
  readonly transport: GeneratedCase['transport'];
}

function deliveryFor(call: CallName, tokenString: string): fc.Arbitrary<Delivery> {
  const mostly = <Value>(ordinary: Value, share: number, other: fc.Arbitrary<Value>) =>
    fc.oneof({ weight: share - 1, arbitrary: fc.constant(ordinary) }, { weight: 1, arbitrary: other });
  return fc.record({
    response: fc.oneof({ weight: 40, arbitrary: responseTo(call, tokenString) }, { weight: 1, arbitrary: noise }),
    damages: mostly<readonly Damage[]>([], 6, fc.array(damage, { minLength: 1, maxLength: 3 })),
    cut: mostly<number | undefined>(undefined, 4, position),
    filler: fc.oneof(
      { weight: 1_500, arbitrary: fc.constant(undefined) },
      { weight: 120, arbitrary: someFiller },
      { weight: call === 'listing the tokens' ? 5 : 1, arbitrary: hugeFiller },
    ),
    pieces: mostly<readonly number[]>(
      [1_000_000],
      5,
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
    ),
    isEarly: mostly(false, 30, fc.constant(true)),
    end: fc.oneof(
      { weight: 89, arbitrary: fc.constant('end' as const) },
      { weight: 10, arbitrary: fc.constant('reset' as const) },
      { weight: 1, arbitrary: fc.constant('keepOpen' as const) },
    ),
    transport: fc.oneof(
      { weight: 60, arbitrary: fc.constant('http' as const) },
      { weight: 2, arbitrary: fc.constant('https' as const) },
      { weight: 1, arbitrary: fc.constant('plain behind https' as const) },
    ),
  });
}

export const generatedCases: fc.Arbitrary<GeneratedCase> = fc.oneof(
  ...(Object.keys(calls) as CallName[]).flatMap((call) =>
    newTokenStrings.map((tokenString) =>
      deliveryFor(call, tokenString).map((delivery) => buildCase(call, tokenString, delivery)),
    ),
  ),
);

function buildCase(call: CallName, tokenString: string, delivery: Delivery): GeneratedCase {
  const { response, damages, cut, filler, pieces, isEarly, end, transport } = delivery;
  let damaged = response.bytes;
  let intactLength = damaged.length;
  for (const damage of damages) {
    intactLength = Math.min(intactLength, startOf(damage, damaged));
    damaged = damagedBytes(damaged, damage);
  }
  const bytes = cut === undefined ? damaged : damaged.subarray(0, Math.floor(cut * damaged.length));
  const isDelivered = transport !== 'plain behind https' && !isEarly && end !== 'reset';
  const isComplete =
    isDelivered &&
    damages.length === 0 &&
    cut === undefined &&
    filler === undefined &&
    (response.hasKnownEnd || end === 'end');
  return {
    ...{ call, transport, tokenString, bytes, filler, pieces, isEarly, end },
    // After a reset the client may lose unread data, and it may not read an early response.
    mustReturnToken: isDelivered && Math.min(intactLength, bytes.length) >= response.tokenReadableAfter,
    genuine: isComplete ? response.genuine : undefined,
    ...{ [fc.toStringMethod]: () => describeCase(delivery, call, bytes) },
  };
}

function startOf({ at }: Damage, bytes: Buffer): number {
  return Math.floor(at * bytes.length);
}

function damagedBytes(bytes: Buffer, damage: Damage): Buffer {
  const { how, length, bytes: more } = damage;
  const start = startOf(damage, bytes);
  const [before, old, after] = [
    bytes.subarray(0, start),
    bytes.subarray(start, start + length),
    bytes.subarray(start + length),
  ];
  const instead = { drop: [], repeat: [old, old], replace: [more], insert: [more, old] }[how];
  return Buffer.concat([before, ...instead, after]);
}

function describeCase({ filler, pieces, isEarly, end, transport }: Delivery, call: CallName, bytes: Buffer): string {
  const text = JSON.stringify(bytes.toString('latin1'));
  const short = text.length > 1_500 ? `${text.slice(0, 1_000)} ... ${text.slice(-400)}` : text;
  const fillerText = filler === undefined ? '' : `, then ${filler.bytes} bytes of ${JSON.stringify(filler.piece)}`;
  return `${call} over ${transport}${isEarly ? ', before the request' : ''}: ${short} (${bytes.length} bytes)${fillerText} in pieces of ${pieces.join()}, then ${end}`;
}
