import assert from 'node:assert/strict';
import { permissionText } from '../../../src/core/token/permissionText.ts';
import { problemWith } from '../../../src/editor/tokenProblem.ts';
import type { TokenMatch } from '../../../src/core/token/matchToken.ts';
import type { TokenRecord } from '../../../src/core/token/tokenRecord.ts';

const now = new Date('2026-11-24T12:00:00Z');
const server = { name: 'Local', url: 'http://localhost:8181', records: [], storedTokens: [] };

function match(part: Partial<TokenRecord>, status: TokenMatch['status'] = 'live'): TokenMatch {
  const record: TokenRecord = {
    id: 1,
    name: 'ci',
    hash: '0'.repeat(9),
    createdAt: now,
    updatedAt: undefined,
    expiry: undefined,
    permissions: '*:*:*',
    description: undefined,
    ...part,
  };
  return { status, server, name: record.name, record };
}

describe('problemWith', () => {
  for (const [what, part, expected] of [
    ['the operator token', { name: '_admin' }, 'operatorTokenInGit warning'],
    [
      'the operator token, even if its permissions are missing',
      { name: '_admin', permissions: '' },
      'operatorTokenInGit warning',
    ],
    ['a named admin token', {}, 'adminTokenInGit warning'],
    ['a token that may write', { permissions: 'db:sensors:read,write' }, 'tokenInGit warning'],
    ['a token that may only read', { permissions: 'db:sensors:read' }, 'tokenInGit information'],
    ['a token with several permissions', { permissions: 'db:a:read; db:b:write' }, 'tokenInGit warning'],
    ['a token whose permissions are unknown', { permissions: '' }, 'tokenInGit warning'],
  ] as const) {
    it(`reports ${what} in a tracked file only`, () => {
      for (const status of ['live', 'expiring'] as const) {
        const problem = problemWith(match(part, status), true, now);
        assert.equal(`${problem?.code} ${problem?.severity}`, expected);
        assert.equal(problemWith(match(part, status), false, now), undefined);
      }
    });
  }

  it('says in words what a resource token may do', () => {
    const permissions = 'db:sensors:read,write';
    const problem = problemWith(match({ permissions }), true, now);
    assert.ok(problem?.message.includes(permissionText(permissions)));
  });

  it('reports an expired token everywhere, and an unknown one', () => {
    const expired = match({ expiry: new Date(now.getTime() - 1000) }, 'expired');
    assert.deepEqual(
      [true, false].map((isTracked) => problemWith(expired, isTracked, now)?.code),
      ['expiredToken', 'expiredToken'],
    );
    assert.equal(problemWith({ status: 'unknown' }, true, now)?.code, 'unknownToken');
  });

  it('reports nothing that could not be checked', () => {
    assert.equal(problemWith(undefined, true, now), undefined);
    assert.equal(problemWith({ status: 'unchecked', server }, true, now), undefined);
  });
});
