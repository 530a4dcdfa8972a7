import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Token } from '../../../src/core/token.ts';
import type { TokenRecord } from '../../../src/core/tokenRecord.ts';
import type { KnownServer } from '../../../src/core/whichToken.ts';
import { Knowledge } from '../../../src/editor/knowledge.ts';

const now = new Date('2026-11-24T12:00:00Z');
const made = () => new Token(`apiv3_${randomBytes(64).toString('base64url')}`);

function listing(...tokens: Token[]): KnownServer {
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
  return { name: 'Local', url: 'http://localhost:8181', records, kept: [] };
}

const knowing = (servers: KnownServer[], isAsking = false) => new Knowledge(servers, isAsking, now, 14);

describe('What is known while documents are looked at', () => {
  it('takes a string of another length for a token only if a list has it or it is kept here', () => {
    const short = new Token('apiv3_made-offline');
    assert.equal(knowing([listing()]).isToken(short), false);
    assert.equal(knowing([listing(short)]).isToken(short), true);
    const keeper = { ...listing(), kept: [{ hash: short.hash, name: '' }] };
    assert.equal(knowing([keeper]).isToken(short), true);
    assert.equal(knowing([]).isToken(made()), true);
  });

  it('says nothing of a token while a server that may know it is asked', () => {
    const [here, elsewhere] = [made(), made()];
    const knowledge = knowing([listing(here)], true);
    assert.equal(knowledge.identify(here)?.name, 'token 0');
    assert.equal(knowledge.identify(elsewhere), undefined);
    assert.equal(knowing([listing(here)]).identify(elsewhere)?.status, 'unknown');
  });

  it('tells 500 of ten thousand tokens apart in a moment', () => {
    const tokens = Array.from({ length: 10_000 }, made);
    const knowledge = knowing([listing(...tokens)]);
    const started = performance.now();
    tokens.slice(-500).forEach((token, index) => {
      assert.equal(knowledge.identify(token)?.name, `token ${9_500 + index}`);
    });
    const took = performance.now() - started;
    assert.ok(took < 1000, `${took} ms`);
  });
});
