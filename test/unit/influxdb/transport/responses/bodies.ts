import fc from 'fast-check';
import { creations } from '../../helpers/calls.ts';
import { oddJson } from './oddJson.ts';
import { recordedResponsesTo, tokenPlaceholder, type CallName, type RecordedResponse } from './recordedResponses.ts';

/** Token strings as a server creates them and as an admin token file can contain them. */
export const newTokenStrings = [
  `apiv3_${'Zk3_w-Xq8RbT0vLpN5yHcJ1sGdFa7MeUi2oKxQ4nW9BhEzCl6tSrDgVjYmOfAuPI3'.padEnd(86, '_8Zk')}`,
  'apiv3_Q7zW-x_Kp2',
  `apiv3_${'lOnG-aNd_0dd'.repeat(30)}`,
];

export interface Body extends RecordedResponse {
  readonly bytes: Buffer;
  /** Whether it is exactly a real server's response to this call. */
  readonly genuine: boolean;
}

export function bodyFor(call: CallName, tokenString: string): fc.Arbitrary<Body> {
  const { successes, refusals } = recordedResponsesTo(call);
  const success = fc.constantFrom(...successes);
  const fill = (recorded: RecordedResponse): RecordedResponse => ({
    ...recorded,
    body: recorded.body.replace(tokenPlaceholder, tokenString),
  });
  const json = success.map(fill).filter(({ body }) => /^[{[]/.test(body));
  const odd = (body: string) => oddJson(body);
  const jsonCall = call !== 'deleting a token' && call !== 'probing';
  const base = jsonCall ? json : anyCreateResponse(tokenString);
  return fc.oneof(
    { weight: 4, arbitrary: success.map((recorded) => genuine(fill(recorded))) },
    { weight: 2, arbitrary: fc.constantFrom(...(refusals.length > 0 ? refusals : successes)).map(genuine) },
    { weight: 6, arbitrary: base.chain((recorded) => odd(recorded.body).map((body) => other({ ...recorded, body }))) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(base, garbled)
        .map(([recorded, change]) => ({ ...other(recorded), bytes: change(recorded.body) })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(success, oddText(tokenString)).map(([recorded, body]) => other({ ...recorded, body })),
    },
    { weight: 1, arbitrary: anyCreateResponse(tokenString).map(other) },
  );
}

function genuine(recorded: RecordedResponse): Body {
  return { ...recorded, bytes: Buffer.from(recorded.body), genuine: true };
}

function other(recorded: RecordedResponse): Body {
  return { ...genuine(recorded), genuine: false };
}

function anyCreateResponse(tokenString: string): fc.Arbitrary<RecordedResponse> {
  const responses = (Object.keys(creations) as (keyof typeof creations)[]).flatMap(
    (call) => recordedResponsesTo(call).successes,
  );
  return fc
    .constantFrom(...responses)
    .map((recorded) => ({ ...recorded, body: recorded.body.replace(tokenPlaceholder, tokenString) }));
}

const garbled: fc.Arbitrary<(text: string) => Buffer> = fc.oneof(
  fc.constantFrom(
    (text: string) => Buffer.from(`\ufeff${text}`),
    (text: string) => Buffer.from(text, 'utf16le'),
    (text: string) => Buffer.from(`)]}',\n${text}`),
    (text: string) => Buffer.from(`${text}\n${text}`),
    (text: string) => Buffer.from(`<html>\n<!-- ${text} -->`),
    (text: string) => Buffer.from(JSON.stringify(text)),
    (text: string) => Buffer.from(`${text}\u0000`),
  ),
  // Random bytes, mostly invalid UTF-8, at a random position.
  fc
    .record({ at: fc.double({ min: 0, max: 1, noNaN: true }), bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }) })
    .map(({ at, bytes }) => (text: string) => {
      const whole = Buffer.from(text);
      const index = Math.floor(at * whole.length);
      return Buffer.concat([whole.subarray(0, index), bytes, whole.subarray(index)]);
    }),
  // Truncated, with the matching length.
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((at) => (text: string) => Buffer.from(text.slice(0, at * text.length))),
);

function oddText(tokenString: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(
      ...[
        '',
        ' ',
        'null',
        '[]',
        '{}',
        '"',
        '[null]',
        '[[]]',
        '[{}]',
        '<!doctype html><title>Sign in</title>',
        '0',
        'OK',
      ],
      ...['token name already exists, _admin', 'max request size', 'missing admin token', 'serde error'],
      ...[
        `refused: ${tokenString}`,
        `{"error":"authorization: Bearer ${tokenString}"}`,
        `"token": "${tokenString}"`,
        `{"token":"${tokenString}`,
      ],
      ...['['.repeat(100_000), '{"a":'.repeat(30_000), `[${'{},'.repeat(3_000)}{}]`, `[${'1,'.repeat(50_000)}1]`],
    ),
    fc.string({ unit: 'binary' }),
  );
}
