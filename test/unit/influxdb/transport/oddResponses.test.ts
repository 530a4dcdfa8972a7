import assert from 'node:assert/strict';
import { Token } from '../../../../src/core/token/token.ts';
import type { ServerErrorKind } from '../../../../src/influxdb/transport/serverError.ts';
import { creations, calls, changes, reads } from '../helpers/calls.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { freshServer } from '../helpers/freshServer.ts';
import { httpResponse, startCannedServer, startRawServer } from '../helpers/rawServer.ts';
import { expectServerError } from '../helpers/expectServerError.ts';

const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);

describe('redirect', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    it(`with status ${status} is not followed, and no token is sent to the target`, async () => {
      const redirectTarget = await startRawServer({});
      const server = await startCannedServer(
        httpResponse(`${status} Elsewhere`, '', { location: `${redirectTarget.url}/x?token=${bearer.reveal()}` }),
      );
      for (const call of Object.values(calls)) {
        const error = await expectServerError(call(endpointOf(server), bearer), { kind: 'redirected', status });
        assert.ok(error.message.includes(redirectTarget.url), error.message);
      }
      assert.equal(redirectTarget.received.length, 0);
      assert.equal(server.received.length, Object.keys(calls).length);
    });
  }

  for (const [what, location] of [
    ['to itself', '/ping'],
    ['to nowhere', 'http://'],
    ['to a script', 'javascript:alert(1)'],
  ] as const) {
    it(`${what} is reported without its target`, async () => {
      const server = await startCannedServer(httpResponse('302 Found', '', { location }));
      const { message } = await expectServerError(reads['probing'](endpointOf(server), bearer), { kind: 'redirected' });
      assert.ok(!message.includes(location), message);
    });
  }

  for (const status of ['300 Multiple Choices', '304 Not Modified', '399 Unassigned']) {
    it(`is not assumed for status ${status}`, async () => {
      const server = await startCannedServer(httpResponse(status, ''));
      await expectServerError(changes['deleting a token'](endpointOf(server), bearer), {
        kind: 'unexpectedResponse',
        outcome: 'unknown',
      });
      await expectServerError(reads['probing'](endpointOf(server), bearer), { kind: 'unexpectedResponse' });
    });
  }

  it('without a target is reported too', async () => {
    const server = await startCannedServer(httpResponse('302 Found', ''));
    await expectServerError(changes['deleting a token'](endpointOf(server), bearer), {
      kind: 'redirected',
      status: 302,
    });
  });
});

describe('unexpected response', () => {
  const responses: Record<string, { bytes: string; kind: ServerErrorKind; unknown: boolean }> = {
    'a web page': {
      bytes: httpResponse('200 OK', '<!doctype html><title>Welcome</title>', { 'content-type': 'text/html' }),
      kind: 'unexpectedResponse',
      unknown: true,
    },
    'an empty body': { bytes: httpResponse('200 OK', ''), kind: 'unexpectedResponse', unknown: true },
    'other JSON': { bytes: httpResponse('200 OK', '{"status":"ok"}'), kind: 'unexpectedResponse', unknown: true },
    'a 204 of InfluxDB 1.8': {
      bytes: 'HTTP/1.1 204 No Content\r\nx-influxdb-version: 1.8.10\r\n\r\n',
      kind: 'unexpectedResponse',
      unknown: true,
    },
    "a proxy's sign-in page": {
      bytes: httpResponse('403 Forbidden', '<html>'),
      kind: 'notAllowed',
      unknown: false,
    },
    'a token without permission': { bytes: httpResponse('403 Forbidden', ''), kind: 'notAllowed', unknown: false },
    'a 407 without a proxy': {
      bytes: httpResponse('407 Proxy Authentication Required', ''),
      kind: 'unexpectedResponse',
      unknown: true,
    },
    'too many requests': {
      bytes: httpResponse('429 Too Many Requests', ''),
      kind: 'unexpectedResponse',
      unknown: true,
    },
    'an idle stream that a proxy gave up': {
      bytes: httpResponse('408 Request Timeout', 'stream timeout'),
      kind: 'unexpectedResponse',
      unknown: true,
    },
    'a request that came too early': {
      bytes: httpResponse('425 Too Early', ''),
      kind: 'unexpectedResponse',
      unknown: true,
    },
    'a client that hung up': { bytes: httpResponse('499 ', ''), kind: 'unexpectedResponse', unknown: true },
    "a proxy's bad request": {
      bytes: httpResponse('400 Bad Request', '<html>'),
      kind: 'unexpectedResponse',
      unknown: true,
    },
    'an unknown route': { bytes: httpResponse('404 Not Found', 'not found'), kind: 'unknownRoute', unknown: false },
    'a teapot': {
      bytes: httpResponse('418 I am a teapot', 'short and stout'),
      kind: 'unexpectedResponse',
      unknown: true,
    },
    'a method that is not allowed': {
      bytes: httpResponse('405 Method Not Allowed', ''),
      kind: 'unexpectedResponse',
      unknown: true,
    },
    'a bad gateway': { bytes: httpResponse('502 Bad Gateway', '<html>'), kind: 'serverFailed', unknown: true },
    'an unassigned status': { bytes: httpResponse('599 Unassigned', ''), kind: 'serverFailed', unknown: true },
    'a web page with status 404': {
      bytes: httpResponse('404 Not Found', '<html>the requested resource was not found</html>'),
      kind: 'unknownRoute',
      unknown: false,
    },
  };
  const strictCalls = {
    ...creations,
    'listing the tokens': reads['listing the tokens'],
    'getting the version': reads['getting the version'],
  };

  for (const [what, { bytes, kind, unknown }] of Object.entries(responses)) {
    it(`is rejected: ${what}`, async () => {
      const server = await startCannedServer(bytes);
      for (const [name, call] of Object.entries(strictCalls)) {
        const outcome = name in changes && unknown ? 'unknown' : 'nothing';
        await expectServerError(call(endpointOf(server), bearer), { kind, outcome });
      }
      assert.equal(server.received.length, Object.keys(strictCalls).length);
    });
  }

  it('does not appear in the message', async () => {
    const server = await startCannedServer(httpResponse('500 Oops', `at <script>${bearer.reveal()}</script>`));
    for (const [what, call] of Object.entries(calls)) {
      const outcome = what in changes ? 'unknown' : 'nothing';
      const { message } = await expectServerError(call(endpointOf(server), bearer), {
        kind: 'serverFailed',
        outcome,
        status: 500,
      });
      assert.ok(!/script|apiv3_/.test(message));
    }
  });

  it('does not confirm a delete with a status other than 200', async () => {
    for (const status of ['201 Created', '202 Accepted', '204 No Content']) {
      const server = await startCannedServer(`HTTP/1.1 ${status}\r\n\r\n`);
      await expectServerError(changes['deleting a token'](endpointOf(server), bearer), {
        kind: 'unexpectedResponse',
        outcome: 'unknown',
      });
    }
  });
});

describe('content type of a response', () => {
  const fresh = freshServer();

  for (const value of ['text/html', 'application/octet-stream', 'json', '', null]) {
    it(`is ignored: ${JSON.stringify(value)}`, async () => {
      // The last one revokes the token that all of them use.
      for (const what of [
        'creating a named token',
        'deleting a token',
        'listing the tokens',
        'getting the version',
        'regenerating the operator token',
      ] as const) {
        const { hits } = fresh.server.faults.add({ kind: 'contentType', value });
        await calls[what](fresh.endpoint, fresh.operator);
        assert.deepEqual([hits, fresh.server.faults.pending], [0, []], what);
      }
    });
  }
});
