import assert from 'node:assert/strict';
import { Token } from '../../../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../../../src/core/token/tokenRecord.ts';
import {
  checkRequest,
  type RequestCheck,
  type RequestResult,
} from '../../../../../src/operations/steps/tokenRequest/checkRequest.ts';
import type { ClusterId } from '../../../../../src/influxdb/transport/clusterId.ts';
import type { ListRefusal } from '../../../../../src/influxdb/listTokens.ts';
import { listedToken, tokenRequest } from '../../support/tokenRequest.ts';

const bearer = new Token('apiv3_bearer');
const other = new Token('apiv3_other');
const operator = listedToken('_admin', bearer);

describe('checkRequest', () => {
  describe('of a request to create a token', () => {
    const request = tokenRequest({ route: 'createNamed', name: 'ci' });

    it('returns "nothing" when two lists in a row do not contain the name', async () => {
      const check = new FakeCheck([bearer], [operator], [operator]);
      assert.deepEqual(await checkRequest(request, check), { kind: 'nothing' });
      assert.deepEqual(check.calls, { lists: 2, waits: 1 });
    });

    it('sends no token to a different server than the one that received the request', async () => {
      const check = new FakeCheck([bearer]);
      check.clusterId = 'another';
      assert.deepEqual(await checkRequest({ ...request, cluster: 'original' }, check), { kind: 'otherServer' });
      assert.equal(check.calls.lists, 0);
    });

    it('returns "lost" when only the second list contains the name, because the server was slow', async () => {
      const record = listedToken('ci', other);
      const result = await checkRequest(request, new FakeCheck([bearer], [operator], [operator, record]));
      assert.equal(result.kind, 'lost');
      assert.deepEqual('record' in result && result.record, record);
    });

    it('knows that the token is its own only in the process that waited for the response', async () => {
      for (const [waitedFor, isOwn] of [
        [100, true],
        [undefined, false],
      ] as const) {
        const check = new FakeCheck([bearer], [operator, listedToken('ci', other)]);
        check.waitedFor = waitedFor;
        const result = await checkRequest(request, check);
        assert.equal(result.kind === 'lost' && result.isOwn, isOwn);
      }
    });

    it('returns "stored" when the listed token is stored', async () => {
      const check = new FakeCheck([bearer], [operator, listedToken('ci', other)]);
      check.stored = [other];
      const result = await checkRequest(request, check);
      assert.deepEqual(result, { kind: 'stored', record: listedToken('ci', other), token: other });
    });

    it('compares names byte for byte', async () => {
      const check = new FakeCheck([bearer], [listedToken('CI', other)], [listedToken('CI', other)]);
      assert.equal((await checkRequest(request, check)).kind, 'nothing');
    });

    it('checks with the next token when one is rejected', async () => {
      const check = new FakeCheck([bearer, other], 'notAuthenticated', [listedToken('ci', new Token('apiv3_new'))]);
      const result = await checkRequest(request, check);
      assert.equal(result.kind === 'lost' && result.bearer, other);
    });

    it('returns "unknown" when every token is rejected', async () => {
      const result = await checkRequest(
        request,
        new FakeCheck([bearer, other], 'notAuthenticated', 'notAuthenticated'),
      );
      assert.deepEqual(result, { kind: 'unknown', reason: undefined });
    });

    it('returns "unknown" when there is no token to check with', async () => {
      const result = await checkRequest(request, new FakeCheck([]));
      assert.deepEqual(result, { kind: 'unknown', reason: undefined });
    });

    it('checks again when a check fails', async () => {
      const check = new FakeCheck([bearer], new Error('cut'), [operator], [operator]);
      assert.deepEqual(await checkRequest(request, check), { kind: 'nothing' });
      assert.deepEqual(check.calls, { lists: 3, waits: 2 });
    });

    it('returns "unknown" when the last check fails, because the server may be slow', async () => {
      const last = new Error('the third');
      const result = await checkRequest(request, new FakeCheck([bearer], [operator], new Error('cut'), last));
      assert.deepEqual(result, { kind: 'unknown', reason: last } satisfies RequestResult);
    });
  });

  describe('of a request to replace the operator token', () => {
    const request = tokenRequest({ route: 'regenerate', name: '_admin', before: operator.hash });

    it('returns "nothing" when the operator token has the same hash', async () => {
      assert.deepEqual(await checkRequest(request, new FakeCheck([bearer], [operator], [operator])), {
        kind: 'nothing',
      });
    });

    it('returns "lost" when the operator token has a different hash', async () => {
      const record = listedToken('_admin', new Token('apiv3_new'));
      const result = await checkRequest(request, new FakeCheck([other], [record]));
      assert.deepEqual(result.kind === 'lost' && result.record, record);
    });

    it('returns "lost" without a record when the server rejects the old operator token', async () => {
      const result = await checkRequest(request, new FakeCheck([bearer], 'notAuthenticated'));
      assert.deepEqual(result, { kind: 'lost', record: undefined, bearer: undefined, isOwn: false });
    });

    it('returns "unknown" when the old operator token works but may not list tokens', async () => {
      assert.equal((await checkRequest(request, new FakeCheck([bearer], 'notAllowed'))).kind, 'unknown');
    });

    it('returns "unknown" when a different token is rejected', async () => {
      const result = await checkRequest(request, new FakeCheck([other], 'notAuthenticated'));
      assert.equal(result.kind, 'unknown');
    });
  });

  describe('of a recovery', () => {
    const request = tokenRequest({ route: 'recover', name: '_admin', before: operator.hash });

    it('returns "nothing" when the operator token is the same and the recovery port stays open', async () => {
      const check = new FakeCheck([bearer], [operator], [operator]);
      check.listening = [true, true];
      assert.deepEqual(await checkRequest(request, check), { kind: 'nothing' });
    });

    it('returns "elsewhere" when the operator token is the same, but the recovery port was used', async () => {
      const check = new FakeCheck([bearer], [operator]);
      check.listening = [false];
      assert.deepEqual(await checkRequest(request, check), { kind: 'elsewhere' });
    });
  });

  describe('of a recovery that no listed token can be compared with', () => {
    const request = { ...tokenRequest({ route: 'recover', name: '_admin' }), before: null };

    it('returns "lost" when the recovery port is closed in any check', async () => {
      for (const listening of [[false], [true, false]]) {
        const check = new FakeCheck([]);
        check.listening = listening;
        assert.equal((await checkRequest(request, check)).kind, 'lost');
      }
    });

    it('returns "nothing" when the recovery port stays open', async () => {
      const check = new FakeCheck([]);
      check.listening = [true, true];
      assert.deepEqual(await checkRequest(request, check), { kind: 'nothing' });
    });

    it('looks at the port when a stored token can list, but what was listed before is unknown', async () => {
      const check = new FakeCheck([other], [operator], [operator]);
      check.listening = [true, true];
      assert.deepEqual(await checkRequest(request, check), { kind: 'nothing' });
    });

    it('returns "unknown" when the last look at the port fails', async () => {
      const reason = new Error('no network');
      const check = new FakeCheck([]);
      check.listening = [true, reason, reason];
      assert.deepEqual(await checkRequest(request, check), { kind: 'unknown', reason } satisfies RequestResult);
    });
  });
});

type Listed = readonly TokenRecord[] | ListRefusal | Error;

/** Answers each list request with the next result. */
class FakeCheck implements RequestCheck {
  readonly calls = { lists: 0, waits: 0 };
  waitedFor: number | undefined;
  stored: readonly Token[] = [];
  clusterId: ClusterId | undefined;
  listening: (boolean | Error)[] = [];
  readonly #bearers: readonly Token[];
  readonly #results: Listed[];

  constructor(bearers: readonly Token[], ...results: Listed[]) {
    this.#bearers = bearers;
    this.#results = results;
  }

  bearers(): Promise<readonly Token[]> {
    return Promise.resolve(this.#bearers);
  }

  list(): Promise<readonly TokenRecord[] | ListRefusal> {
    assert.ok(this.#results.length > 0, 'more checks than needed');
    this.calls.lists++;
    const result = this.#results.shift() ?? [];
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
  }

  fetchClusterId(): Promise<ClusterId | undefined> {
    return Promise.resolve(this.clusterId);
  }

  findStored(hashPrefix: string): Promise<Token | undefined> {
    return Promise.resolve(this.stored.find((token) => token.matches(hashPrefix)));
  }

  isRecoveryListening(): Promise<boolean> {
    const result = this.listening.shift();
    assert.ok(result !== undefined, 'more checks than needed');
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
  }

  wait(): Promise<void> {
    this.calls.waits++;
    return Promise.resolve();
  }
}
