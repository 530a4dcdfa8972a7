import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Token } from '../../../src/core/token.ts';
import type { TokenRecord } from '../../../src/core/tokenRecord.ts';
import { whichToken, type KnownServer } from '../../../src/core/whichToken.ts';
import { identifiedText } from '../../../src/editor/tokenText.ts';

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

function server(records: KnownServer['records'], kept: KnownServer['kept'] = []): KnownServer {
  return { name: 'Local', url: 'http://localhost:8181', records, kept };
}

const said = (...servers: KnownServer[]) => identifiedText(whichToken(token, servers, now, 14), now);

describe('What is said of a token in a file', () => {
  it('names it, its server, and when it expires', () => {
    assert.equal(said(server([record('ci-writer', 12)])), 'ci-writer on Local, expires in 12 days');
    assert.equal(said(server([record('ci-writer', -3)])), 'ci-writer on Local, expired 3 days ago');
    assert.equal(said(server([record('ci-writer', undefined)])), 'ci-writer on Local, never expires');
  });

  it('calls the operator token by that name', () => {
    assert.equal(said(server([record('_admin', undefined)])), '_admin on Local, operator token');
  });

  it('says that nobody knows it only where every server was asked', () => {
    assert.equal(said(server([])), 'not recognized by any of your servers');
    assert.match(said(server([]), server(undefined)), /^not checked: a server is out of reach, not signed in/);
    assert.match(said(), /^not checked: .* or not listed$/);
  });

  it('names one that is kept here although its server cannot be asked', () => {
    const kept = (name: string) => server(undefined, [{ hash: token.hash, name }]);
    assert.match(said(kept('ci-writer')), /^ci-writer on Local, not checked: /);
    assert.match(said(kept('')), /^kept here for Local, not checked: /);
  });

  it('shows what a stranger put into a name as text on one line', () => {
    assert.equal(said(server([record('a\nb\u202e', undefined)])), 'a⏎b⟨202E⟩ on Local, never expires');
  });

  it('never holds the string', () => {
    for (const servers of [[], [server([record('x', 1)])], [server(undefined, [{ hash: token.hash, name: '' }])]]) {
      assert.ok(!said(...servers).includes('apiv3_'));
    }
  });
});
