import assert from 'node:assert/strict';
import { Token } from '../../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../../src/core/token/tokenRecord.ts';
import { knownTokens } from '../../../../src/core/token/knownTokens.ts';
import { matchToken, type ServerTokens } from '../../../../src/core/token/matchToken.ts';

const token = new Token(`apiv3_${'t'.repeat(86)}`);
const now = new Date('2026-11-24T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60 * 1000);

const record = (hash: string, expiry?: Date): TokenRecord => ({
  id: 1,
  name: 'ci-writer',
  hash,
  createdAt: now,
  updatedAt: undefined,
  expiry,
  permissions: '*:*:*',
  description: undefined,
});
const server = (name: string, known: Partial<ServerTokens> = {}): ServerTokens => ({
  name,
  url: `https://${name}:8181`,
  records: [],
  storedTokens: [],
  ...known,
});
const withListed = (name: string, expiry?: Date) => server(name, { records: [record(token.hash.slice(0, 9), expiry)] });
const withStored = (name: string, records: ServerTokens['records']) =>
  server(name, { records, storedTokens: [{ hash: token.hash, name: 'stored' }] });
const identify = (...servers: ServerTokens[]) => {
  const { status, server: found, name } = matchToken(token, servers, now, 14);
  return [status, found?.name, name];
};

describe('matchToken', () => {
  it('identifies a token in the list of a server', () => {
    assert.deepEqual(identify(server('one'), withListed('two')), ['live', 'two', 'ci-writer']);
    assert.deepEqual(matchToken(token, [withListed('two')], now, 14).record?.id, 1);
  });

  it('returns the status of the token', () => {
    assert.deepEqual(identify(withListed('one', inDays(15)))[0], 'live');
    assert.deepEqual(identify(withListed('one', inDays(14)))[0], 'expiring');
    assert.deepEqual(identify(withListed('one', inDays(0)))[0], 'expired');
  });

  it('identifies a token although the list of another server is missing', () => {
    assert.deepEqual(identify(server('down', { records: undefined }), withListed('two')), ['live', 'two', 'ci-writer']);
  });

  it('returns "unknown" for a token in no list, but "unchecked" if a list is missing', () => {
    assert.deepEqual(identify(server('one'), server('two')), ['unknown', undefined, undefined]);
    assert.deepEqual(identify(server('one'), server('down', { records: undefined })), [
      'unchecked',
      undefined,
      undefined,
    ]);
    assert.deepEqual(identify(), ['unchecked', undefined, undefined]);
  });

  it('identifies a stored token as "unchecked" when the list of its server is missing', () => {
    assert.deepEqual(identify(server('one'), withStored('down', undefined)), ['unchecked', 'down', 'stored']);
  });

  it('returns "unknown" for a stored token that its server no longer lists', () => {
    assert.deepEqual(identify(withStored('one', [])), ['unknown', undefined, undefined]);
  });

  it('prefers the server for which the token is stored to another that lists its hash', () => {
    const records = [record(token.hash)];
    assert.deepEqual(identify(withListed('other'), withStored('own', records)), ['live', 'own', 'ci-writer']);
    assert.deepEqual(identify(withListed('other'), withStored('down', undefined)), ['unchecked', 'down', 'stored']);
  });

  it('prefers a server whose list is loaded when the token is stored for two', () => {
    const loaded = withStored('loaded', [record(token.hash)]);
    assert.deepEqual(identify(withStored('down', undefined), loaded), ['live', 'loaded', 'ci-writer']);
  });

  it('finds the token among several that are stored for a server', () => {
    const stored = [
      { hash: new Token('apiv3_another').hash, name: 'another' },
      { hash: token.hash, name: 'stored' },
    ];
    assert.deepEqual(identify(server('down', { records: undefined, storedTokens: stored })), [
      'unchecked',
      'down',
      'stored',
    ]);
    const others = stored.slice(0, 1);
    assert.deepEqual(identify(server('down', { records: undefined, storedTokens: others })), [
      'unchecked',
      undefined,
      undefined,
    ]);
  });

  it('leaves out an empty name', () => {
    const unnamed = server('down', { records: undefined, storedTokens: [{ hash: token.hash, name: '' }] });
    assert.deepEqual(identify(unnamed), ['unchecked', 'down', undefined]);
  });
});

describe('knownTokens', () => {
  it('returns true for a token that is listed or stored', () => {
    assert.ok(knownTokens([server('one'), withListed('two')])(token));
    assert.ok(knownTokens([withStored('one', undefined)])(token));
  });

  it('returns false for other tokens', () => {
    assert.equal(knownTokens([])(token), false);
    assert.equal(knownTokens([server('one'), server('down', { records: undefined })])(token), false);
    assert.equal(knownTokens([server('one', { records: [record('0'.repeat(9))] })])(token), false);
  });
});
