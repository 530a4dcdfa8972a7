import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Token } from '../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import type { ServerTokens } from '../../../src/core/token/matchToken.ts';
import { TokenLookup } from '../../../src/editor/tokenLookup.ts';

const now = new Date('2026-11-24T12:00:00Z');
const randomToken = () => new Token(`apiv3_${randomBytes(64).toString('base64url')}`);

function serverWith(...tokens: Token[]): ServerTokens {
  const records = tokens.map(({ hash }, id): TokenRecord => ({
    id,
    name: `token ${id}`,
    hash: hash.slice(0, 9),
    createdAt: now,
    updatedAt: undefined,
    expiry: undefined,
    permissions: '*:*:*',
    description: undefined,
  }));
  return { name: 'Local', url: 'http://localhost:8181', records, storedTokens: [] };
}

const lookupOf = (servers: ServerTokens[], { isPending = false } = {}) => new TokenLookup(servers, isPending, now, 14);

describe('TokenLookup', () => {
  it('knows a token only if it is listed or stored', () => {
    const short = new Token('apiv3_made-offline');
    assert.equal(lookupOf([serverWith()]).isKnown(short), false);
    assert.equal(lookupOf([serverWith(short)]).isKnown(short), true);
    const storing = { ...serverWith(), storedTokens: [{ hash: short.hash, name: '' }] };
    assert.equal(lookupOf([storing]).isKnown(short), true);
  });

  it('does not identify an unlisted token while a server has yet to respond', () => {
    const [listed, unlisted] = [randomToken(), randomToken()];
    const lookup = lookupOf([serverWith(listed)], { isPending: true });
    assert.equal(lookup.identify(listed)?.name, 'token 0');
    assert.equal(lookup.identify(unlisted), undefined);
    assert.equal(lookupOf([serverWith(listed)]).identify(unlisted)?.status, 'unknown');
  });

  it('identifies 500 of 10,000 tokens within a second', () => {
    const tokens = Array.from({ length: 10_000 }, randomToken);
    const lookup = lookupOf([serverWith(...tokens)]);
    const started = performance.now();
    tokens.slice(-500).forEach((token, index) => {
      assert.equal(lookup.identify(token)?.name, `token ${9_500 + index}`);
    });
    const duration = performance.now() - started;
    assert.ok(duration < 1000, `${duration} ms`);
  });
});
