import assert from 'node:assert/strict';
import { Token } from '../../../src/core/token.ts';
import type { TokenRecord } from '../../../src/core/tokenRecord.ts';
import { isKnownToken, whichToken, type KnownServer } from '../../../src/core/whichToken.ts';

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
const server = (name: string, known: Partial<KnownServer> = {}): KnownServer => ({
  name,
  url: `https://${name}:8181`,
  records: [],
  kept: [],
  ...known,
});
const listing = (name: string, expiry?: Date) => server(name, { records: [record(token.hash.slice(0, 9), expiry)] });
const keeping = (name: string, records: KnownServer['records']) =>
  server(name, { records, kept: [{ hash: token.hash, name: 'kept here' }] });
const which = (...servers: KnownServer[]) => {
  const { status, server: found, name } = whichToken(token, servers, now, 14);
  return [status, found?.name, name];
};

describe('Which token a string is', () => {
  it('is told by the list of the server that has it', () => {
    assert.deepEqual(which(server('one'), listing('two')), ['live', 'two', 'ci-writer']);
    assert.deepEqual(whichToken(token, [listing('two')], now, 14).record?.id, 1);
  });

  it('is told with how it stands', () => {
    assert.deepEqual(which(listing('one', inDays(15)))[0], 'live');
    assert.deepEqual(which(listing('one', inDays(14)))[0], 'expiring');
    assert.deepEqual(which(listing('one', inDays(0)))[0], 'expired');
  });

  it('is told although another server could not be asked', () => {
    assert.deepEqual(which(server('down', { records: undefined }), listing('two')), ['live', 'two', 'ci-writer']);
  });

  it('is unknown where every server was asked, and unchecked where one was not, or there is none', () => {
    assert.deepEqual(which(server('one'), server('two')), ['unknown', undefined, undefined]);
    assert.deepEqual(which(server('one'), server('down', { records: undefined })), ['unchecked', undefined, undefined]);
    assert.deepEqual(which(), ['unchecked', undefined, undefined]);
  });

  it('is told unchecked by the server that keeps the string and could not be asked', () => {
    assert.deepEqual(which(server('one'), keeping('down', undefined)), ['unchecked', 'down', 'kept here']);
  });

  it('is unknown where it is kept and the server that was asked has it no more', () => {
    assert.deepEqual(which(keeping('one', [])), ['unknown', undefined, undefined]);
  });

  it('goes by the server that keeps the string, not by another that lists such a hash', () => {
    const records = [record(token.hash)];
    assert.deepEqual(which(listing('other'), keeping('own', records)), ['live', 'own', 'ci-writer']);
    assert.deepEqual(which(listing('other'), keeping('down', undefined)), ['unchecked', 'down', 'kept here']);
  });

  it('goes by the one that could be asked, of two that keep it', () => {
    const asked = keeping('asked', [record(token.hash)]);
    assert.deepEqual(which(keeping('down', undefined), asked), ['live', 'asked', 'ci-writer']);
  });

  it('goes by that very string, of several that a server keeps', () => {
    const kept = [
      { hash: new Token('apiv3_another').hash, name: 'another' },
      { hash: token.hash, name: 'kept here' },
    ];
    assert.deepEqual(which(server('down', { records: undefined, kept })), ['unchecked', 'down', 'kept here']);
    const others = kept.slice(0, 1);
    assert.deepEqual(which(server('down', { records: undefined, kept: others })), ['unchecked', undefined, undefined]);
  });

  it('takes no name that is empty for one', () => {
    const nameless = server('down', { records: undefined, kept: [{ hash: token.hash, name: '' }] });
    assert.deepEqual(which(nameless), ['unchecked', 'down', undefined]);
  });
});

describe('A string of another length is a token', () => {
  it('where a list has it, or it is kept', () => {
    assert.ok(isKnownToken(token, [server('one'), listing('two')]));
    assert.ok(isKnownToken(token, [keeping('one', undefined)]));
  });

  it('and otherwise not', () => {
    assert.equal(isKnownToken(token, []), false);
    assert.equal(isKnownToken(token, [server('one'), server('down', { records: undefined })]), false);
    assert.equal(isKnownToken(token, [server('one', { records: [record('0'.repeat(9))] })]), false);
  });
});
