import assert from 'node:assert/strict';
import { untranslated } from '../../../../src/core/l10n.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { Token } from '../../../../src/core/token/token.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { ServerError } from '../../../../src/influxdb/transport/serverError.ts';
import type { Fault } from '../../../support/faultProxy/faults.ts';
import { createMatrixFixture } from '../../../long/matrix/fixture.ts';
import { findViolations } from '../../../long/matrix/violations.ts';
import { operations, type Operation } from '../../../long/matrix/operations.ts';
import { runRow } from '../../../long/matrix/runRow.ts';
import { expectationFor } from '../../../long/matrix/expectation.ts';
import { createTransports } from '../../../long/matrix/transport.ts';
import { serversUnderTest } from '../../influxdb/serversUnderTest.ts';

const correct = operations['create a named token'];
assert.ok(correct);
const lostAfterWork: Fault = { kind: 'noResponse', work: 'done', end: 'close' };
const lostBeforeWork: Fault = { kind: 'noResponse', work: 'notDone', end: 'close' };

/** Each operation has one defect, which the matrix must report as this violation of this fault. */
const defects: Record<string, { run?: Operation['run']; check?: Operation['check']; fault: Fault; violation: RegExp }> =
  {
    'sends the request twice': {
      run: (endpoint, stage) =>
        correct.run(endpoint, stage).catch(() => createNamedToken(endpoint, stage.bearer, stage.name, undefined)),
      fault: lostBeforeWork,
      violation: /2 connections instead of 1/,
    },
    'says that nothing was done although the response was lost': {
      run: (endpoint, stage) =>
        correct.run(endpoint, stage).catch(() => {
          throw new ServerError('connectionLost', untranslated('The connection was cut.'), { outcome: 'nothing' });
        }),
      fault: lostAfterWork,
      violation: /reported: nothing/,
    },
    'throws another error': {
      run: (endpoint, stage) => correct.run(endpoint, stage).catch(() => Promise.reject(new Error('unexpected'))),
      fault: lostAfterWork,
      violation: /reported: another error/,
    },
    'checks and overlooks the new token': {
      check: () => Promise.resolve({ kind: 'nothing' }),
      fault: lostAfterWork,
      violation: /check result: nothing/,
    },
    'checks and finds a token that does not exist': {
      check: () => Promise.resolve({ kind: 'lost', record: undefined, bearer: undefined, isOwn: false }),
      fault: lostBeforeWork,
      violation: /check result: lost/,
    },
    'returns another token than the server sent': {
      run: async (endpoint, stage) => {
        const created = await correct.run(endpoint, stage);
        return created && { ...created, token: new Token(created.token.reveal().slice(0, -1)) };
      },
      fault: { kind: 'gzip' },
      violation: /the new token does not work/,
    },
    'writes a token into an error': {
      run: (endpoint, stage) =>
        correct.run(endpoint, stage).catch(() => {
          throw new Error(`failed with ${stage.bearer.reveal()}`);
        }),
      fault: lostAfterWork,
      violation: /a token was leaked/,
    },
    'sends no request': {
      run: () => delay(1, undefined),
      fault: { kind: 'gzip' },
      violation: /the fault was not injected/,
    },
  };

describe('findViolations', () => {
  for (const [defect, { run = correct.run, check = correct.check, fault, violation }] of Object.entries(defects)) {
    it(`finds an operation that ${defect}`, async () => {
      const defective: Operation = { ...correct, run, ...(check === undefined ? {} : { check }) };
      const [server] = serversUnderTest;
      assert.ok(server);
      const transports = await createTransports();
      const fixture = await createMatrixFixture(server, transports.byName.plain, defective);
      const seen = await runRow(defective, fault, fixture, { name: 'row', attempt: 1 });
      assert.match(findViolations(expectationFor(correct, fault, 'plain'), seen).join('; '), violation);
      await fixture.close();
      await transports.close();
    });
  }
});
