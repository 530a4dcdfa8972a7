import assert from 'node:assert/strict';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { Token } from '../../../src/core/token.ts';
import type { NewToken } from '../../../src/influxdb/decode.ts';
import { ServerError } from '../../../src/influxdb/serverError.ts';
import { births } from './helpers/changes.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { freshServer } from './helpers/freshServer.ts';
import { answer, startAnswering } from './helpers/rawServer.ts';
import { refused, thrownBy } from './helpers/refused.ts';

const tokenString = `apiv3_${'aB3_-'.repeat(17)}z`;
const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);
const completeBody = JSON.stringify({
  id: 7,
  name: 'new',
  token: tokenString,
  hash: new Token(tokenString).hash,
  created_at: '2025-04-18T14:02:45.331Z',
  expiry: null,
});
const create = births['creating a named token'];

/** What the client makes of an answer that a server, or what stands in front of it, gives to a create. */
async function createFrom(bytes: string | Buffer): Promise<NewToken> {
  const server = await startAnswering(bytes);
  return await create(endpointOf(server), bearer);
}

function encodedResponse(coding: string, body: Buffer): Buffer {
  const head = `HTTP/1.1 201 Created\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

describe('The string of a new token is saved', () => {
  const body = (change: object) => JSON.stringify({ ...(JSON.parse(completeBody) as object), ...change });
  const truncatedTo = (length: number) =>
    `HTTP/1.1 201 Created\r\ncontent-length: ${completeBody.length}\r\n\r\n${completeBody.slice(0, length)}`;
  const compressed = gzipSync(completeBody, { finishFlush: constants.Z_SYNC_FLUSH });
  const limit = 256 * 1024;
  const afterToken = completeBody.indexOf(tokenString) + tokenString.length + 1;

  const responses: Record<string, string | Buffer> = {
    'from the answer that a server gives': answer('201 Created', completeBody, { 'content-type': 'json' }),
    'from one without a content type': answer('201 Created', completeBody),
    'from one with a content type of something else': answer('201 Created', completeBody, {
      'content-type': 'text/html',
    }),
    'from one with another success as its status': answer('200 OK', completeBody),
    'from one with more in it': answer('201 Created', body({ created_by: { id: 1 }, more: [1, 2] })),
    'from one with spaces and line breaks in it': answer(
      '201 Created',
      JSON.stringify(JSON.parse(completeBody), null, 2),
    ),
    'from one in chunks': `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n${completeBody.length.toString(16)}\r\n${completeBody}\r\n0\r\n\r\n`,
    'from one whose length nobody told': `HTTP/1.1 201 Created\r\n\r\n${completeBody}`,
    'from one without an id': answer('201 Created', body({ id: undefined })),
    'from one with an id in quotes': answer('201 Created', body({ id: '7' })),
    'from one with an expiry that is no time': answer('201 Created', body({ expiry: 'soon' })),
    'from one wrapped into something': answer(
      '201 Created',
      JSON.stringify({ data: JSON.parse(completeBody) as object }),
    ),
    'from one that is cut right behind it': truncatedTo(afterToken),
    'from one that is cut at its last letter': truncatedTo(completeBody.length - 1),
    'from chunks that break off': `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n${completeBody.length.toString(16)}\r\n${completeBody}\r\n`,
    'from chunks that turn into nonsense': `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n${completeBody.length.toString(16)}\r\n${completeBody}\r\nnonsense`,
    'from one that is longer than it was said to be': answer('201 Created', completeBody) + ' '.repeat(99),
    'from one that grows beyond all limits behind it': answer('201 Created', completeBody + ' '.repeat(1_000_000)),
    'from one after a hint that it comes': `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${answer('201 Created', completeBody)}`,
    'from one that a proxy compressed': encodedResponse('gzip', gzipSync(completeBody)),
    'from one that a proxy compressed in an older way': encodedResponse('deflate', deflateSync(completeBody)),
    'from one that a proxy compressed in a newer way': encodedResponse('br', brotliCompressSync(completeBody)),
    'from one that a proxy compressed, cut at its end': encodedResponse('gzip', gzipSync(completeBody)).subarray(0, -8),
    'from one that two proxies compressed': encodedResponse('gzip, br', brotliCompressSync(gzipSync(completeBody))),
    'from one that was compressed and broke behind it': encodedResponse(
      'gzip',
      Buffer.concat([compressed, Buffer.alloc(20, 255)]),
    ),
    'from one that was compressed and grows beyond all limits behind it': encodedResponse(
      'gzip',
      gzipSync(completeBody + ' '.repeat(1_000_000)),
    ),
    'from one that is as long as it may be when the string has come': answer(
      '201 Created',
      ' '.repeat(limit - completeBody.length) + completeBody + '  ',
    ),
    'from one with an id that is none': answer('201 Created', body({ id: -0.5 })),
    'from one that is not in chunks, though it says so': `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n${completeBody}`,
    'from one behind a byte order mark': answer('201 Created', `\ufeff${completeBody}`),
  };

  for (const [where, bytes] of Object.entries(responses)) {
    it(where, async () => {
      const created = await createFrom(bytes);
      assert.equal(created.token.reveal(), tokenString);
      assert.equal(created.name, 'new');
    });
  }
});

describe('What is no new token is not taken for one', () => {
  const invalidBodies: Record<string, string> = {
    'an empty answer': '',
    'an answer without a token': '{"id":7,"name":"new"}',
    'a token that is none': '{"id":7,"name":"new","token":"secret","expiry":null}',
    'a token that is cut within': completeBody.slice(0, 80),
    'a page': '<html><body>apiv3_ tokens here</body></html>',
    'a name that looks like a token object': JSON.stringify({ name: '"token":"apiv3_fake"' }),
  };

  for (const [what, body] of Object.entries(invalidBodies)) {
    it(`${what}: nobody knows what was done`, async () => {
      const head = `HTTP/1.1 201 Created\r\n\r\n`;
      await refused(createFrom(head + body), { kind: 'unexpectedAnswer', outcome: 'unknown', status: 201 });
    });
  }
});

describe('An answer that broke off', () => {
  const truncatedResponses: Record<string, string> = {
    'at an alert of TLS': `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n\x15\x03\x03\0\x02\x02\x46`,
    'in a header, at what begins as an alert of TLS does': 'HTTP/1.1 201 Created\r\nx: \x15\x03\x03\r\n\r\n',
    'behind a hint that it comes': 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n',
    'at an alert of TLS behind a hint': 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n\x15\x03\x03\0\x02\x02\x46',
  };

  for (const [where, bytes] of Object.entries(truncatedResponses)) {
    it(`${where} leaves nobody knowing what was done`, async () => {
      const error = await thrownBy(createFrom(bytes));
      assert.ok(error instanceof ServerError);
      assert.equal(error.outcome, 'unknown', error.kind);
      assert.notEqual(error.status, 103);
    });
  }
});

describe('What a saved token is said to be', () => {
  const fresh = freshServer();

  for (const [what, call] of Object.entries(births).filter(([what]) => what !== 'creating the operator token')) {
    it(`is what the list says, after a cut answer to ${what}`, async () => {
      fresh.server.faults.add({ kind: 'cutBody', bytes: 150 });
      const created = await call(fresh.endpoint, fresh.operator);
      const name = what === 'creating a named token' ? 'new' : '_admin';
      const row = fresh.server.tokens().find((token) => token.name === name);
      assert.ok(created.token.matches(String(row?.hash)));
      assert.equal(created.name, name);
      assert.equal(created.id, undefined);
      const listed = row?.expiry === undefined ? undefined : Date.parse(`${row.expiry}Z`);
      assert.ok(
        Math.abs((created.expiry?.getTime() ?? 0) - (listed ?? 0)) < 5_000,
        `${String(created.expiry)}, ${String(row?.expiry)}`,
      );
    });
  }
});
