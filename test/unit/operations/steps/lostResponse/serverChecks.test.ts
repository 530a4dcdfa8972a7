import assert from 'node:assert/strict';
import {
  checkCreated,
  checkDeleted,
  checkRecovered,
  checkReplaced,
  type ServerCheck,
  type CheckResult,
} from '../../../../../src/operations/steps/lostResponse/serverChecks.ts';
import { Token } from '../../../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../../../src/core/token/tokenRecord.ts';
import { UserError } from '../../../../../src/core/errors.ts';
import { sentence } from '../../../../support/sentences.ts';

type ListResult = Awaited<ReturnType<ServerCheck['list']>>;

const bearer = new Token('apiv3_bearer');
const other = new Token('apiv3_other');
const operator = record('_admin', bearer);
const old = record('old', other);

describe('checkCreated', () => {
  it('returns "lost" when the list contains the name', async () => {
    const created = record('ci', other);
    const result = await checkCreated(fakePort([operator, created]), bearer, 'ci');
    assert.deepEqual(result, { kind: 'lost', record: created });
  });

  it('returns "nothing" when two lists in a row do not contain the name', async () => {
    const port = fakePort([operator], [operator]);
    assert.deepEqual(await checkCreated(port, bearer, 'ci'), { kind: 'nothing' });
    assert.deepEqual(port.calls, { lists: 2, waits: 1 });
  });

  it('returns "lost" when only the second list contains the name, because the server was slow', async () => {
    const created = record('ci', other);
    const result = await checkCreated(fakePort([operator], [operator, created]), bearer, 'ci');
    assert.deepEqual(result, { kind: 'lost', record: created });
  });

  it('compares names byte for byte', async () => {
    const result = await checkCreated(fakePort([record('CI', other)], [record('CI', other)]), bearer, 'ci');
    assert.equal(result.kind, 'nothing');
  });

  it('checks again when a check fails', async () => {
    const port = fakePort(new Error('cut'), [operator], [operator]);
    assert.deepEqual(await checkCreated(port, bearer, 'ci'), { kind: 'nothing' });
    assert.deepEqual(port.calls, { lists: 3, waits: 2 });
  });

  it('returns "unknown" when the last check fails, because the server may be slow', async () => {
    const last = new Error('the third');
    const port = fakePort([operator], new Error('cut'), last);
    assert.deepEqual(await checkCreated(port, bearer, 'ci'), { kind: 'unknown', reason: last } satisfies CheckResult);
  });

  it('returns "nothing" when only the last check succeeds and shows no change', async () => {
    const port = fakePort(new Error('cut'), new Error('cut'), [operator]);
    assert.deepEqual(await checkCreated(port, bearer, 'ci'), { kind: 'nothing' });
  });

  it('returns "unknown" with the last error when all checks fail', async () => {
    const last = new Error('the third');
    const port = fakePort(new Error('cut'), new Error('cut'), last);
    assert.deepEqual(await checkCreated(port, bearer, 'ci'), { kind: 'unknown', reason: last } satisfies CheckResult);
    assert.deepEqual(port.calls, { lists: 3, waits: 2 });
  });

  it('returns "unknown" when the server rejects the bearer token', async () => {
    assertUnknown(await checkCreated(fakePort('notAuthenticated'), bearer, 'ci'));
  });
});

describe('checks with a token that is not allowed to list tokens', () => {
  it('return "unknown" with their own reason, even for the token that the change was about', async () => {
    const reason = new UserError(sentence('signInNotAllowedToList'));
    const results = [
      await checkCreated(fakePort('notAllowed'), bearer, 'ci'),
      await checkReplaced(fakePort('notAllowed'), bearer, operator),
      await checkDeleted(fakePort('notAllowed'), other, old),
    ];
    results.forEach((result) => assert.deepEqual(result, { kind: 'unknown', reason } satisfies CheckResult));
  });
});

describe('checkReplaced', () => {
  it('returns "lost" when the server rejects the old operator token that sent the request', async () => {
    const result = await checkReplaced(fakePort('notAuthenticated'), bearer, operator);
    assert.deepEqual(result, { kind: 'lost', record: undefined });
  });

  it('returns "nothing" when the operator token has the same hash', async () => {
    assert.deepEqual(await checkReplaced(fakePort([operator], [operator]), bearer, operator), { kind: 'nothing' });
  });

  it('returns "lost" when the operator token has a different hash', async () => {
    const replaced = record('_admin', new Token('apiv3_new'));
    const result = await checkReplaced(fakePort([old, replaced]), other, operator);
    assert.deepEqual(result, { kind: 'lost', record: replaced });
  });

  it('returns "unknown" when the server rejects a different bearer token', async () => {
    assertUnknown(await checkReplaced(fakePort('notAuthenticated'), other, operator));
  });
});

describe('checkDeleted', () => {
  it('returns "done" when the token is not listed, or its name belongs to a different token', async () => {
    assert.deepEqual(await checkDeleted(fakePort([operator]), bearer, old), { kind: 'done' });
    const replacement = record('old', new Token('apiv3_replacement'));
    assert.deepEqual(await checkDeleted(fakePort([operator, replacement]), bearer, old), { kind: 'done' });
  });

  it('returns "done" when the server rejects the deleted token, which sent the request', async () => {
    assert.deepEqual(await checkDeleted(fakePort('notAuthenticated'), other, old), { kind: 'done' });
  });

  it('returns "nothing" when two lists in a row contain the token', async () => {
    const port = fakePort([operator, old], [operator, old]);
    assert.deepEqual(await checkDeleted(port, bearer, old), { kind: 'nothing' });
    assert.deepEqual(port.calls, { lists: 2, waits: 1 });
  });

  it('returns "unknown" when the server rejects a bearer token other than the deleted one', async () => {
    assertUnknown(await checkDeleted(fakePort('notAuthenticated'), bearer, old));
  });
});

describe('checkRecovered', () => {
  it('returns "lost" when the recovery port is closed in any check', async () => {
    assert.deepEqual(await checkRecovered(fakeRecoveryPort(false)), { kind: 'lost', record: undefined });
    assert.deepEqual(await checkRecovered(fakeRecoveryPort(true, false)), { kind: 'lost', record: undefined });
  });

  it('returns "nothing" when the recovery port stays open', async () => {
    const port = fakeRecoveryPort(true, true, true);
    assert.deepEqual(await checkRecovered(port), { kind: 'nothing' });
    assert.equal(port.waits(), 2);
  });

  it('returns "unknown" only when the last check fails', async () => {
    const reason = new Error('no network');
    assert.deepEqual(await checkRecovered(fakeRecoveryPort(true, true, reason)), {
      kind: 'unknown',
      reason,
    } satisfies CheckResult);
    assert.deepEqual(await checkRecovered(fakeRecoveryPort(reason, reason, true)), { kind: 'nothing' });
  });
});

function assertUnknown(result: CheckResult): void {
  assert.deepEqual(result, {
    kind: 'unknown',
    reason: new UserError(sentence('tokenNoLongerAccepted')),
  } satisfies CheckResult);
}

function record(name: string, token: Token): TokenRecord {
  return {
    id: 1,
    name,
    hash: token.hash.slice(0, 9),
    createdAt: new Date(0),
    updatedAt: undefined,
    expiry: undefined,
    permissions: '*:*:*',
    description: undefined,
  };
}

function fakePort(
  ...results: readonly (ListResult | Error)[]
): ServerCheck & { calls: { lists: number; waits: number } } {
  const calls = { lists: 0, waits: 0 };
  return {
    calls,
    list: () => settled(results, calls.lists++),
    wait() {
      calls.waits++;
      return Promise.resolve();
    },
  };
}

function fakeRecoveryPort(...results: readonly (boolean | Error)[]) {
  let checks = 0;
  let waits = 0;
  return {
    isListening: () => settled(results, checks++),
    wait() {
      waits++;
      return Promise.resolve();
    },
    waits: () => waits,
  };
}

async function settled<Result>(results: readonly (Result | Error)[], index: number): Promise<Result> {
  const result = results[index];
  assert.ok(index < results.length, 'more checks than needed');
  if (result instanceof Error) {
    return Promise.reject(result);
  }
  return Promise.resolve(result as Result);
}
