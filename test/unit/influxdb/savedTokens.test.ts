import assert from 'node:assert/strict';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { Token } from '../../../src/core/token/token.ts';
import type { NewToken } from '../../../src/influxdb/decode.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { creations } from './helpers/calls.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { freshServer } from './helpers/freshServer.ts';
import { httpResponse, startCannedServer } from './helpers/rawServer.ts';
import { expectServerError, errorOf } from './helpers/expectServerError.ts';

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
const create = creations['creating a named token'];

async function createFrom(bytes: string | Buffer): Promise<NewToken> {
  const server = await startCannedServer(bytes);
  return await create(endpointOf(server), bearer);
}

function encodedResponse(coding: string, body: Buffer): Buffer {
  const head = `HTTP/1.1 201 Created\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

describe('new token in a response', () => {
  const body = (change: object) => JSON.stringify({ ...(JSON.parse(completeBody) as object), ...change });
  const truncatedTo = (length: number) =>
    `HTTP/1.1 201 Created\r\ncontent-length: ${completeBody.length}\r\n\r\n${completeBody.slice(0, length)}`;
  const compressed = gzipSync(completeBody, { finishFlush: constants.Z_SYNC_FLUSH });
  const limit = 256 * 1024;
  const afterToken = completeBody.indexOf(tokenString) + tokenString.length + 1;

  const responses: Record<string, string | Buffer> = {
    'a normal response': httpResponse('201 Created', completeBody, { 'content-type': 'json' }),
    'a response without a content type': httpResponse('201 Created', completeBody),
    'a response with a different content type': httpResponse('201 Created', completeBody, {
      'content-type': 'text/html',
    }),
    'a response with status 200': httpResponse('200 OK', completeBody),
    'a response with additional fields': httpResponse('201 Created', body({ created_by: { id: 1 }, more: [1, 2] })),
    'a response with spaces and line breaks': httpResponse(
      '201 Created',
      JSON.stringify(JSON.parse(completeBody), null, 2),
    ),
    'a chunked response': `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n${completeBody.length.toString(16)}\r\n${completeBody}\r\n0\r\n\r\n`,
    'a response without a length': `HTTP/1.1 201 Created\r\n\r\n${completeBody}`,
    'a response without an id': httpResponse('201 Created', body({ id: undefined })),
    'a response with an id in quotes': httpResponse('201 Created', body({ id: '7' })),
    'a response with an invalid expiry': httpResponse('201 Created', body({ expiry: 'soon' })),
    'a response inside another object': httpResponse(
      '201 Created',
      JSON.stringify({ data: JSON.parse(completeBody) as object }),
    ),
    'a response truncated after the token': truncatedTo(afterToken),
    'a response without its last byte': truncatedTo(completeBody.length - 1),
    'a chunked response without its end': `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n${completeBody.length.toString(16)}\r\n${completeBody}\r\n`,
    'a chunked response with an invalid chunk': `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n${completeBody.length.toString(16)}\r\n${completeBody}\r\nnonsense`,
    'a response longer than its announced length': httpResponse('201 Created', completeBody) + ' '.repeat(99),
    'a response that exceeds the size limit after the token': httpResponse(
      '201 Created',
      completeBody + ' '.repeat(1_000_000),
    ),
    'a response after an interim response': `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${httpResponse('201 Created', completeBody)}`,
    'a gzip response': encodedResponse('gzip', gzipSync(completeBody)),
    'a deflate response': encodedResponse('deflate', deflateSync(completeBody)),
    'a brotli response': encodedResponse('br', brotliCompressSync(completeBody)),
    'a truncated gzip response': encodedResponse('gzip', gzipSync(completeBody)).subarray(0, -8),
    'a response compressed twice': encodedResponse('gzip, br', brotliCompressSync(gzipSync(completeBody))),
    'a gzip response damaged after the token': encodedResponse(
      'gzip',
      Buffer.concat([compressed, Buffer.alloc(20, 255)]),
    ),
    'a gzip response that exceeds the size limit': encodedResponse(
      'gzip',
      gzipSync(completeBody + ' '.repeat(1_000_000)),
    ),
    'a response that reaches the size limit after the token': httpResponse(
      '201 Created',
      ' '.repeat(limit - completeBody.length) + completeBody + '  ',
    ),
    'a response with an invalid id': httpResponse('201 Created', body({ id: -0.5 })),
    'a response that only claims to be chunked': `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n${completeBody}`,
    'a response with a byte order mark': httpResponse('201 Created', `\ufeff${completeBody}`),
  };

  for (const [where, bytes] of Object.entries(responses)) {
    it(`is returned from ${where}`, async () => {
      const created = await createFrom(bytes);
      assert.equal(created.token.reveal(), tokenString);
      assert.equal(created.name, 'new');
    });
  }
});

describe('response without a token', () => {
  const invalidBodies: Record<string, string> = {
    'an empty body': '',
    'no token': '{"id":7,"name":"new"}',
    'a token without the prefix': '{"id":7,"name":"new","token":"secret","expiry":null}',
    'a truncated token': completeBody.slice(0, 80),
    'a web page': '<html><body>apiv3_ tokens here</body></html>',
    'a name that looks like a token object': JSON.stringify({ name: '"token":"apiv3_fake"' }),
  };

  for (const [what, body] of Object.entries(invalidBodies)) {
    it(`throws an unknown outcome for ${what}`, async () => {
      const head = `HTTP/1.1 201 Created\r\n\r\n`;
      await expectServerError(createFrom(head + body), { kind: 'unexpectedResponse', outcome: 'unknown', status: 201 });
    });
  }
});

describe('truncated response to a create', () => {
  const truncatedResponses: Record<string, string> = {
    'at a TLS alert': `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n\x15\x03\x03\0\x02\x02\x46`,
    'in a header that begins like a TLS alert': 'HTTP/1.1 201 Created\r\nx: \x15\x03\x03\r\n\r\n',
    'after an interim response': 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n',
    'at a TLS alert after an interim response': 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n\x15\x03\x03\0\x02\x02\x46',
  };

  for (const [where, bytes] of Object.entries(truncatedResponses)) {
    it(`throws an unknown outcome when it ends ${where}`, async () => {
      const error = await errorOf(createFrom(bytes));
      assert.ok(error instanceof ServerError);
      assert.equal(error.outcome, 'unknown', error.kind);
      assert.notEqual(error.status, 103);
    });
  }
});

describe('token from a truncated response', () => {
  const fresh = freshServer();

  for (const [what, call] of Object.entries(creations).filter(([what]) => what !== 'creating the operator token')) {
    it(`has the listed name and expiration after ${what}`, async () => {
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
