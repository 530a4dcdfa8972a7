import assert from 'node:assert/strict';
import {
  lookForCreated,
  lookForDeleted,
  lookForRecovered,
  lookForReplaced,
  type LookPort,
} from '../../../src/core/lostAnswer.ts';
import { Token } from '../../../src/core/token.ts';
import type { TokenRecord } from '../../../src/core/tokenRecord.ts';

type Listed = Awaited<ReturnType<LookPort['list']>>;

const bearer = new Token('apiv3_bearer');
const other = new Token('apiv3_other');
const operator = row('_admin', bearer);
const old = row('old', other);

describe('After a lost answer', () => {
  it('a create was done where the list has its name, and its string is with nobody', async () => {
    const made = row('ci', other);
    assert.deepEqual(await lookForCreated(lists([operator, made]), bearer, 'ci'), { kind: 'lost', record: made });
  });

  it('a create did nothing where the list has no such name, at a second look too', async () => {
    const port = lists([operator], [operator]);
    assert.deepEqual(await lookForCreated(port, bearer, 'ci'), { kind: 'nothing' });
    assert.deepEqual(port.seen, { lists: 2, waits: 1 });
  });

  it('a create that a slow server does after the first look is seen by the second', async () => {
    const made = row('ci', other);
    const verdict = await lookForCreated(lists([operator], [operator, made]), bearer, 'ci');
    assert.deepEqual(verdict, { kind: 'lost', record: made });
  });

  it('names are compared byte for byte', async () => {
    const verdict = await lookForCreated(lists([row('CI', other)], [row('CI', other)]), bearer, 'ci');
    assert.equal(verdict.kind, 'nothing');
  });

  it('a look that fails is made again', async () => {
    const port = lists(new Error('cut'), [operator], [operator]);
    assert.deepEqual(await lookForCreated(port, bearer, 'ci'), { kind: 'nothing' });
    assert.deepEqual(port.seen, { lists: 3, waits: 2 });
  });

  it('nothing is claimed where the last look failed: the server may have been slower than the one before', async () => {
    const last = new Error('the third');
    const port = lists([operator], new Error('cut'), last);
    assert.deepEqual(await lookForCreated(port, bearer, 'ci'), { kind: 'unknown', why: last });
  });

  it('one look is enough to say that nothing changed where it is the last', async () => {
    const port = lists(new Error('cut'), new Error('cut'), [operator]);
    assert.deepEqual(await lookForCreated(port, bearer, 'ci'), { kind: 'nothing' });
  });

  it('nothing is claimed where no look succeeds, and the last reason is told', async () => {
    const last = new Error('the third');
    const port = lists(new Error('cut'), new Error('cut'), last);
    assert.deepEqual(await lookForCreated(port, bearer, 'ci'), { kind: 'unknown', why: last });
    assert.deepEqual(port.seen, { lists: 3, waits: 2 });
  });

  it('nothing is claimed where the token to look with is refused', async () => {
    for (const verdict of [
      await lookForCreated(lists('notAuthenticated'), bearer, 'ci'),
      await lookForReplaced(lists('notAuthenticated'), other, operator),
      await lookForDeleted(lists('notAuthenticated'), bearer, old),
    ]) {
      assert.match(verdict.kind === 'unknown' ? verdict.why.message : verdict.kind, /not accepted there any more/);
    }
  });

  it('a regenerate was done where the old operator string, which it was sent with, works no more', async () => {
    const verdict = await lookForReplaced(lists('notAuthenticated'), bearer, operator);
    assert.deepEqual(verdict, { kind: 'lost', record: undefined });
  });

  it('a regenerate did nothing while the operator row is as it was', async () => {
    assert.deepEqual(await lookForReplaced(lists([operator], [operator]), bearer, operator), { kind: 'nothing' });
  });

  it('a regenerate by a named token was done where the operator row has another hash', async () => {
    const replaced = row('_admin', new Token('apiv3_new'));
    const verdict = await lookForReplaced(lists([old, replaced]), other, operator);
    assert.deepEqual(verdict, { kind: 'lost', record: replaced });
  });

  it('a delete was done where its row is gone, or where a row of that name is another token', async () => {
    assert.deepEqual(await lookForDeleted(lists([operator]), bearer, old), { kind: 'done' });
    const successor = row('old', new Token('apiv3_successor'));
    assert.deepEqual(await lookForDeleted(lists([operator, successor]), bearer, old), { kind: 'done' });
  });

  it('a delete of the very bearer token was done where that is refused', async () => {
    assert.deepEqual(await lookForDeleted(lists('notAuthenticated'), other, old), { kind: 'done' });
  });

  it('a delete did nothing while its row is there, at a second look too', async () => {
    const port = lists([operator, old], [operator, old]);
    assert.deepEqual(await lookForDeleted(port, bearer, old), { kind: 'nothing' });
    assert.deepEqual(port.seen, { lists: 2, waits: 1 });
  });
});

describe('After the recovery port gave no answer', () => {
  it('the operator token was replaced where that port is closed, at once or a moment later', async () => {
    assert.deepEqual(await lookForRecovered(listens(false)), { kind: 'lost', record: undefined });
    assert.deepEqual(await lookForRecovered(listens(true, false)), { kind: 'lost', record: undefined });
  });

  it('nothing changed where it listens on', async () => {
    const port = listens(true, true, true);
    assert.deepEqual(await lookForRecovered(port), { kind: 'nothing' });
    assert.equal(port.waits(), 2);
  });

  it('nothing is claimed where the last look failed', async () => {
    const why = new Error('no network');
    assert.deepEqual(await lookForRecovered(listens(true, true, why)), { kind: 'unknown', why });
    assert.deepEqual(await lookForRecovered(listens(why, why, true)), { kind: 'nothing' });
  });
});

function row(name: string, token: Token): TokenRecord {
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

function lists(...answers: readonly (Listed | Error)[]): LookPort & { seen: { lists: number; waits: number } } {
  const seen = { lists: 0, waits: 0 };
  return {
    seen,
    list: () => answer(answers, seen.lists++),
    wait() {
      seen.waits++;
      return Promise.resolve();
    },
  };
}

function listens(...answers: readonly (boolean | Error)[]) {
  let asked = 0;
  let waited = 0;
  return {
    isListening: () => answer(answers, asked++),
    wait() {
      waited++;
      return Promise.resolve();
    },
    waits: () => waited,
  };
}

async function answer<Result>(answers: readonly (Result | Error)[], index: number): Promise<Result> {
  const given = answers[index];
  assert.ok(index < answers.length, 'asked more often than needed');
  if (given instanceof Error) {
    return Promise.reject(given);
  }
  return Promise.resolve(given as Result);
}
