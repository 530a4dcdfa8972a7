import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../../src/core/errors.ts';
import type { Server } from '../../../../src/core/server/server.ts';
import { ServerError, type ServerErrorKind } from '../../../../src/influxdb/transport/serverError.ts';
import { RemedyError, type Remedy } from '../../../../src/operations/remedy.ts';
import { withRemedies } from '../../../../src/operations/steps/remedies.ts';
import { kindsOf, rejection, remedyError } from '../support/rejection.ts';

const server: Server = {
  kind: 'server',
  name: 'Local',
  url: 'http://localhost:8181',
  caFile: undefined,
  verifyCertificate: true,
  scope: 'user',
  isProduction: false,
  isReadOnly: false,
};

describe('withRemedies', () => {
  const failing = (error: Error, on = server) => withRemedies(on, () => Promise.reject(error));
  const serverError = (kind: ServerErrorKind) => new ServerError(kind, 'The server refused.', { outcome: 'nothing' });

  it('returns what the operation returns', async () => {
    assert.equal(await withRemedies(server, () => Promise.resolve('result')), 'result');
  });

  const remedies: readonly (readonly [ServerErrorKind, readonly Remedy['kind'][]])[] = [
    ['notAuthenticated', ['signIn']],
    ['notAllowed', ['signIn']],
    ['differentServer', ['signIn', 'trustServer']],
    ['clusterIdMissing', ['signIn', 'trustServer']],
    ['unknownAuthority', ['chooseCaFile']],
    ['selfSigned', ['chooseCaFile']],
    ['operatorTokenExists', ['signIn', 'recoverOperatorToken']],
  ];
  for (const [kind, expected] of remedies) {
    it(`suggests ${expected.join(' and ')} after ${kind}`, async () => {
      const cause = serverError(kind);
      const error = await remedyError(failing(cause));
      assert.deepEqual(kindsOf(error), expected);
      assert.ok(error.remedies.every((remedy) => 'server' in remedy && remedy.server === server));
      assert.equal(error.message, cause.message);
      assert.equal(error.cause, cause);
    });
  }

  for (const kind of ['unknownAuthority', 'selfSigned'] as const) {
    it(`suggests no certificate file for a server of the workspace after ${kind}`, async () => {
      const error = serverError(kind);
      assert.equal(await rejection(failing(error, { ...server, scope: 'workspace' })), error);
    });
  }

  const unchanged: readonly Error[] = [
    serverError('connectionRefused'),
    serverError('tokenNotFound'),
    new UserError('Nothing to do.'),
    new Canceled(),
    new RemedyError('Sign in first.', [{ kind: 'signIn', server }]),
    new TypeError('a bug'),
  ];
  for (const error of unchanged) {
    it(`passes on ${error.name} "${error.message}"`, async () => {
      assert.equal(await rejection(failing(error)), error);
    });
  }
});
