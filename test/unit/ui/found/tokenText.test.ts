import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Token } from '../../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../../src/core/token/tokenRecord.ts';
import { matchToken, type ServerTokens } from '../../../../src/core/token/matchToken.ts';
import { identifiedText } from '../../../../src/ui/found/tokenText.ts';
import { sentence } from '../../../support/sentences.ts';

const now = new Date('2026-11-24T12:00:00Z');
const day = 86_400_000;
const token = new Token(`apiv3_${randomBytes(64).toString('base64url')}`);

function record(name: string, days: number | undefined): TokenRecord {
  return {
    id: 1,
    name,
    hash: token.hash.slice(0, 9),
    createdAt: now,
    updatedAt: undefined,
    expiry: days === undefined ? undefined : new Date(now.getTime() + days * day),
    permissions: '*:*:*',
    description: undefined,
  };
}

function server(records: ServerTokens['records'], storedTokens: ServerTokens['storedTokens'] = []): ServerTokens {
  return { name: 'Local', url: 'http://localhost:8181', records, storedTokens };
}

const identified = (name: string, state: string) => sentence('tokenIdentified', name, 'Local', state);
const textFor = (...servers: ServerTokens[]) => identifiedText(matchToken(token, servers, now, 14), now);

describe('identifiedText', () => {
  it('names the token, its server, and its expiration', () => {
    assert.equal(
      textFor(server([record('ci-writer', 12)])),
      identified('ci-writer', sentence('expiresIn', sentence('days', 12))),
    );
    assert.equal(
      textFor(server([record('ci-writer', -3)])),
      identified('ci-writer', sentence('expiredAgo', sentence('days', 3))),
    );
    assert.equal(textFor(server([record('ci-writer', undefined)])), identified('ci-writer', sentence('neverExpires')));
  });

  it('says that a token is the operator token', () => {
    assert.equal(textFor(server([record('_admin', undefined)])), identified('_admin', sentence('operatorToken')));
  });

  it('calls a token unrecognized only if every server was checked', () => {
    assert.equal(textFor(server([])), sentence('tokenNotRecognized'));
    assert.equal(textFor(server([]), server(undefined)), sentence('tokenNotChecked'));
    assert.equal(textFor(), sentence('tokenNotChecked'));
  });

  it('names a stored token even if its server was not checked', () => {
    const storing = (name: string) => server(undefined, [{ hash: token.hash, name }]);
    assert.equal(textFor(storing('ci-writer')), sentence('namedTokenNotChecked', 'ci-writer', 'Local'));
    assert.equal(textFor(storing('')), sentence('storedTokenNotChecked', 'Local'));
  });

  it('shows control characters in a name as text on one line', () => {
    assert.equal(
      textFor(server([record('a\nb\u202e', undefined)])),
      identified('"a⏎b⟨202E⟩"', sentence('neverExpires')),
    );
  });

  it('never contains the token string', () => {
    for (const servers of [[], [server([record('x', 1)])], [server(undefined, [{ hash: token.hash, name: '' }])]]) {
      assert.ok(!textFor(...servers).includes('apiv3_'));
    }
  });
});
