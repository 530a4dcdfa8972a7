import assert from 'node:assert/strict';
import {
  checkDeleted,
  type ServerCheck,
  type CheckResult,
} from '../../../../../src/operations/steps/deletion/checkDeleted.ts';
import { Token } from '../../../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../../../src/core/token/tokenRecord.ts';
import { UserError } from '../../../../../src/core/errors.ts';
import { sentence } from '../../../../support/sentences.ts';

type ListResult = Awaited<ReturnType<ServerCheck['list']>>;

const bearer = new Token('apiv3_bearer');
const other = new Token('apiv3_other');
const operator = record('_admin', bearer);
const old = record('old', other);

describe('checkDeleted', () => {
  it('returns "done" when the token is not listed, or its name belongs to a different token', async () => {
    assert.deepEqual(await checkDeleted(fakePort([operator]), bearer, old), { kind: 'done' });
    const replacement = record('old', new Token('apiv3_replacement'));
    assert.deepEqual(await checkDeleted(fakePort([operator, replacement]), bearer, old), { kind: 'done' });
  });

  it('returns "done" when the server rejects the deleted token, which sent the request', async () => {
    assert.deepEqual(await checkDeleted(fakePort('notAuthenticated'), other, old), { kind: 'done' });
  });

  it('returns "unknown" when the bearer token is not allowed to list tokens', async () => {
    const reason = new UserError(sentence('tokenNotAllowedToList'));
    const result = await checkDeleted(fakePort('notAllowed'), other, old);
    assert.deepEqual(result, { kind: 'unknown', reason } satisfies CheckResult);
  });

  it('returns "nothing" when two lists in a row contain the token', async () => {
    const port = fakePort([operator, old], [operator, old]);
    assert.deepEqual(await checkDeleted(port, bearer, old), { kind: 'nothing' });
    assert.deepEqual(port.calls, { lists: 2, waits: 1 });
  });

  it('checks again when a check fails', async () => {
    const port = fakePort(new Error('cut'), [operator, old], [operator, old]);
    assert.deepEqual(await checkDeleted(port, bearer, old), { kind: 'nothing' });
    assert.deepEqual(port.calls, { lists: 3, waits: 2 });
  });

  it('returns "unknown" with the last error when all checks fail', async () => {
    const last = new Error('the third');
    const port = fakePort(new Error('cut'), new Error('cut'), last);
    assert.deepEqual(await checkDeleted(port, bearer, old), { kind: 'unknown', reason: last } satisfies CheckResult);
  });

  it('returns "unknown" when the server rejects a bearer token other than the deleted one', async () => {
    assertUnknown(await checkDeleted(fakePort('notAuthenticated'), bearer, old));
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

async function settled<Result>(results: readonly (Result | Error)[], index: number): Promise<Result> {
  const result = results[index];
  assert.ok(index < results.length, 'more checks than needed');
  if (result instanceof Error) {
    return Promise.reject(result);
  }
  return Promise.resolve(result as Result);
}
