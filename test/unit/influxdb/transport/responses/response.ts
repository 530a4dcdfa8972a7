import fc from 'fast-check';
import { creations } from '../../helpers/calls.ts';
import { bodyFor, type Body } from './bodies.ts';
import { coding, type Coding } from './coding.ts';
import { validFraming, invalidFraming, type Framing } from './framing.ts';
import type { CallName } from './recordedResponses.ts';

export interface GeneratedResponse {
  readonly bytes: Buffer;
  /** Once this many bytes have arrived, the client must return the new token whatever follows. */
  readonly tokenReadableAfter: number;
  /** Set if the response is exactly a real server's response to this call. */
  readonly genuine: 'success' | 'refusal' | undefined;
  readonly hasKnownEnd: boolean;
}

interface Head {
  readonly interimResponse: readonly string[];
  readonly version: string;
  /** Set if it isn't the status that belongs to the body. */
  readonly status: string | undefined;
  readonly reason: string;
  readonly more: readonly (readonly [string, string])[];
}

const interimResponse = fc.constantFrom(
  'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n',
  'HTTP/1.1 102 Processing\r\n\r\n',
);
const fewInterimResponses = fc.oneof(
  { weight: 9, arbitrary: fc.constant<string[]>([]) },
  { weight: 1, arbitrary: fc.array(interimResponse, { minLength: 1, maxLength: 3 }) },
);

const validHead: fc.Arbitrary<Head> = fc.record({
  interimResponse: fewInterimResponses,
  version: fc.constant('HTTP/1.1'),
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }).map(String) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('200', '201', '202', '206', '301', '303', '304', '401', '404', '409', '500', '503'),
    },
  ),
  reason: fc.constantFrom('', ' ', ' Created', ' Ünknöwn'),
  more: fc.array(fc.tuple(fc.constantFrom('x-more', 'server', 'set-cookie'), fc.constantFrom('', 'a', 'b; c="d"')), {
    maxLength: 3,
  }),
});

function oddHead(tokenString: string): fc.Arbitrary<Head> {
  const value = fc.oneof(
    fc.constantFrom(
      '',
      'x',
      tokenString,
      `Bearer ${tokenString}`,
      '\t x',
      'a\r\n b',
      'ü',
      'x'.repeat(9_000),
      'y'.repeat(20_000),
    ),
    fc.string({ unit: 'binary-ascii' }),
  );
  const location = fc.constantFrom(
    ...['/', '//elsewhere', 'http://', 'https://[::1', 'javascript:alert(1)', `https://${tokenString}.example/`],
    ...[
      `https://user:${tokenString}@example/`,
      `https://example/?t=${tokenString}`,
      'https://example:99999/',
      'http://ex ample/',
    ],
  );
  const name = fc.constantFrom(
    ...[
      'cluster-uuid',
      'content-encoding',
      'content-type',
      '__proto__',
      'constructor',
      'toString',
      tokenString,
      'x y',
      '',
      'date',
    ],
    ...['trailer', 'keep-alive', 'proxy-connection', 'sec-websocket-accept', 'hasOwnProperty', 'authorization'],
  );
  return fc.record({
    interimResponse: fc.array(
      fc.oneof(
        interimResponse,
        fc.constantFrom(
          'HTTP/1.1 100 Continue\r\n\r\n',
          'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
          'HTTP/1.1 199 \r\ncontent-length: 5\r\n\r\n',
          'HTTP/1.1 200 OK\r\n\r\n',
          '\r\n',
          '\r\n\r\n',
          'x',
        ),
      ),
      { maxLength: 2 },
    ),
    version: fc.oneof(
      { weight: 6, arbitrary: fc.constant('HTTP/1.1') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'HTTP/1.0',
          'HTTP/2.0',
          'HTTP/0.9',
          'HTTP/1.9',
          'http/1.1',
          'ICY',
          'RTSP/1.0',
          'HTTP/1.1 ',
        ),
      },
    ),
    status: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 3, arbitrary: fc.integer({ min: 100, max: 599 }).map(String) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '0',
          '1',
          '99',
          '000',
          '600',
          '999',
          '1000',
          '0201',
          '2O1',
          '-20',
          '20',
          '',
          '201.5',
          '201201',
        ),
      },
    ),
    reason: fc.oneof(
      fc.constantFrom('', ' Created', `  ${tokenString}`, '\t', ` ${'z'.repeat(5_000)}`),
      fc.string({ unit: 'binary-ascii' }),
    ),
    more: fc.array(
      fc.oneof(
        fc.tuple(name, value),
        fc.tuple(fc.constant('location'), location),
        fc.tuple(
          fc.constant('content-encoding'),
          fc.constantFrom('gzip', 'br', 'deflate', 'gzip, br', 'constructor', ''),
        ),
      ),
      { maxLength: 4 },
    ),
  });
}

export function responseTo(call: CallName, tokenString: string): fc.Arbitrary<GeneratedResponse> {
  const valid = fc.tuple(bodyFor(call, tokenString), validHead, coding, validFraming);
  const odd = fc.tuple(
    bodyFor(call, tokenString),
    oddHead(tokenString),
    coding,
    fc.oneof(validFraming, invalidFraming),
  );
  return fc.oneof(
    {
      weight: 6,
      arbitrary: valid.map(([body, head, coding, framing]) =>
        buildResponse(call, tokenString, body, head, coding, framing),
      ),
    },
    {
      weight: 4,
      arbitrary: odd.map(([body, head, coding, framing]) =>
        withoutExpectations(buildResponse(call, tokenString, body, head, coding, framing)),
      ),
    },
  );
}

export function withoutExpectations({ bytes }: { readonly bytes: Buffer }): GeneratedResponse {
  return { bytes, tokenReadableAfter: Infinity, genuine: undefined, hasKnownEnd: false };
}

function buildResponse(
  call: CallName,
  tokenString: string,
  body: Body,
  head: Head,
  coding: Coding,
  framing: Framing,
): GeneratedResponse {
  const at = body.bytes.indexOf(`"token":"${tokenString}"`);
  const tokenEnd = at + `"token":"${tokenString}"`.length;
  const coded = coding(body.bytes, at < 0 ? 0 : tokenEnd);
  const framed = framing(coded.bytes);
  const headers = [
    ...Object.entries(body.headers),
    ...(coded.name === undefined ? [] : [['content-encoding', coded.name] as const]),
    ...framed.headers,
    ...head.more,
  ];
  const status = head.status ?? String(body.status);
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const start = Buffer.from(
    `${head.interimResponse.join('')}${head.version} ${status}${head.reason}\r\n${lines}\r\n`,
    'latin1',
  );
  const isBodyless = status === '204' || status === '304';
  const isTokenReadable = at >= 0 && call in creations && /^2\d\d$/.test(status) && !isBodyless;
  const isReadable = coded.readableAfter !== Infinity && !(isBodyless && coded.bytes.length > 0);
  const genuine = body.genuine && status === String(body.status) && isReadable;
  return {
    bytes: Buffer.concat([start, framed.bytes]),
    tokenReadableAfter: isTokenReadable ? start.length + framed.offsetOf(coded.readableAfter) : Infinity,
    genuine: genuine ? kindOf(body) : undefined,
    hasKnownEnd: framed.hasKnownEnd || isBodyless,
  };
}

function kindOf({ status }: Body): 'success' | 'refusal' {
  return status < 300 ? 'success' : 'refusal';
}
