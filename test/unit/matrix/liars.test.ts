import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Token } from '../../../src/core/token.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { ServerError } from '../../../src/influxdb/serverError.ts';
import type { Fault } from '../../faultProxy/faults.ts';
import { layGround } from '../../matrix/ground.ts';
import { brokenIn } from '../../matrix/judge.ts';
import { operations, type Operation } from '../../matrix/operations.ts';
import { play } from '../../matrix/play.ts';
import { promised } from '../../matrix/promise.ts';
import { makeTransports } from '../../matrix/transport.ts';
import { serversUnderTest } from '../influxdb/serversUnderTest.ts';

const honest = operations['create a named token'];
assert.ok(honest);
const lostAfterWork: Fault = { kind: 'noAnswer', work: 'done', end: 'close' };
const lostBeforeWork: Fault = { kind: 'noAnswer', work: 'undone', end: 'close' };

/** A product that does one thing wrong, what befalls it, and what the matrix says of that. */
const liars: Record<string, { run?: Operation['run']; look?: Operation['look']; fault: Fault; said: RegExp }> = {
  'sends a request twice': {
    run: (endpoint, stage) =>
      honest.run(endpoint, stage).catch(() => createNamedToken(endpoint, stage.bearer, stage.name, undefined)),
    fault: lostBeforeWork,
    said: /2 connections instead of one/,
  },
  'says that nothing was done after an answer was lost': {
    run: (endpoint, stage) =>
      honest.run(endpoint, stage).catch(() => {
        throw new ServerError('connectionLost', 'The connection was cut.', { outcome: 'nothing' });
      }),
    fault: lostAfterWork,
    said: /told: nothing/,
  },
  'throws something else': {
    run: (endpoint, stage) => honest.run(endpoint, stage).catch(() => Promise.reject(new Error('oops'))),
    fault: lostAfterWork,
    said: /told: something else/,
  },
  'looks, and sees nothing': {
    look: () => Promise.resolve({ kind: 'nothing' }),
    fault: lostAfterWork,
    said: /looking told: nothing/,
  },
  'looks, and sees a token that nobody made': {
    look: () => Promise.resolve({ kind: 'lost', record: undefined }),
    fault: lostBeforeWork,
    said: /looking told: lost/,
  },
  'gives another string than the one that came': {
    run: async (endpoint, stage) => {
      const born = await honest.run(endpoint, stage);
      return born && { ...born, token: new Token(born.token.reveal().slice(0, -1)) };
    },
    fault: { kind: 'gzip' },
    said: /the string that came does not work/,
  },
  'writes a string into an error': {
    run: (endpoint, stage) =>
      honest.run(endpoint, stage).catch(() => {
        throw new Error(`failed with ${stage.bearer.reveal()}`);
      }),
    fault: lostAfterWork,
    said: /a token string can be read/,
  },
  'does nothing at all': {
    run: () => delay(1, undefined),
    fault: { kind: 'gzip' },
    said: /did not befall/,
  },
};

describe('The fault matrix notices a product that', () => {
  for (const [what, { run = honest.run, look = honest.look, fault, said }] of Object.entries(liars)) {
    it(what, async () => {
      const liar: Operation = { ...honest, run, ...(look === undefined ? {} : { look }) };
      const [server] = serversUnderTest;
      assert.ok(server);
      const transports = await makeTransports();
      const ground = await layGround(server, transports.by.plain, liar);
      const seen = await play(liar, fault, ground, { name: 'row', attempt: 1 });
      assert.match(brokenIn(promised(honest, fault, 'plain'), seen).join('; '), said);
      await ground.close();
      await transports.close();
    });
  }
});
