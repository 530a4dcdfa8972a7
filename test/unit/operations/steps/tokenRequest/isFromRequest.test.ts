import assert from 'node:assert/strict';
import { Token } from '../../../../../src/core/token/token.ts';
import { isFromRequest } from '../../../../../src/operations/steps/tokenRequest/isFromRequest.ts';
import { listedToken, serverTime, tokenRequest } from '../../support/tokenRequest.ts';

const after = (seconds: number) => new Date(serverTime.getTime() + seconds * 1000);
const token = new Token('apiv3_new');
const waitedFor = 10_000;

describe('isFromRequest', () => {
  const create = tokenRequest({ route: 'createNamed', name: 'ci', lifetime: 3600 });
  const created = (seconds: number, lifetime = 3600) =>
    listedToken('ci', token, { createdAt: after(seconds), expiry: after(seconds + lifetime) });

  it('is true for a token that the server created while the response was waited for', () => {
    for (const seconds of [-1, 0, 5, 11]) {
      assert.equal(isFromRequest(created(seconds), create, waitedFor), true, `${seconds} s`);
    }
  });

  it('is false for a token that was created before or much later', () => {
    for (const seconds of [-60, 20, 86_400]) {
      assert.equal(isFromRequest(created(seconds), create, waitedFor), false, `${seconds} s`);
    }
  });

  it('is false for a token whose string was received, because someone may have it', () => {
    const received = { hash: token.hash, isDone: false };
    assert.equal(isFromRequest(created(1), { ...create, received }, waitedFor), false);
  });

  it('is false for a token with another lifetime', () => {
    assert.equal(isFromRequest(created(1, 7200), create, waitedFor), false);
    assert.equal(isFromRequest(listedToken('ci', token, { createdAt: after(1) }), create, waitedFor), false);
  });

  it('is true for a token without expiration if none was requested', () => {
    const endless = tokenRequest({ route: 'createNamed', name: 'ci' });
    assert.equal(isFromRequest(listedToken('ci', token, { createdAt: after(1) }), endless, waitedFor), true);
  });

  it('compares the time of the last change of a replaced operator token', () => {
    const regenerate = tokenRequest({ route: 'regenerate', name: '_admin', before: 'abcdef012' });
    const replaced = (seconds: number) =>
      listedToken('_admin', token, { createdAt: after(-86_400), updatedAt: after(seconds) });
    assert.equal(isFromRequest(replaced(1), regenerate, waitedFor), true);
    assert.equal(isFromRequest(replaced(60), regenerate, waitedFor), false);
  });

  it("is false if the server's time is unknown", () => {
    assert.equal(isFromRequest(created(1), { ...create, before: null }, waitedFor), false);
    assert.equal(isFromRequest(created(1), { ...create, before: { hash: null, serverTime: null } }, waitedFor), false);
  });
});
