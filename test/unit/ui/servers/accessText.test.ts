import assert from 'node:assert/strict';
import type { TokenRecord } from '../../../../src/core/token/tokenRecord.ts';
import { limitedAccessText, permissionFacts } from '../../../../src/ui/servers/accessText.ts';

const record = (permissions: string, name = 'reader'): TokenRecord => ({
  id: 1,
  name,
  hash: '0'.repeat(9),
  createdAt: new Date(),
  updatedAt: undefined,
  expiry: undefined,
  permissions,
  description: undefined,
});

describe('limitedAccessText', () => {
  it('returns undefined for full access', () => {
    assert.equal(limitedAccessText(record('*:*:*')), undefined);
    assert.equal(limitedAccessText(record('["*:*:*"]', '_admin')), undefined);
  });

  it('describes limited access with up to three names', () => {
    assert.equal(limitedAccessText(record('db:metrics,logs:read,write')), 'read and write on metrics, logs');
    assert.equal(limitedAccessText(record('db:a,b,c,d,e:read')), 'read on a, b, c, and 2 more');
  });

  it('reports unknown permissions', () => {
    for (const permissions of ['', 'what is this', '$(zap) [x](command:y)']) {
      assert.equal(limitedAccessText(record(permissions)), 'unknown permissions');
    }
  });
});

describe('permissionFacts', () => {
  it('shows permissions in words', () => {
    assert.deepEqual(permissionFacts(record('*:*:*')), [['Permissions', 'full access']]);
    assert.deepEqual(permissionFacts(record('["db:a:read"]')), [['Permissions', 'read on a']]);
  });

  it('also shows unreadable permissions as the server lists them', () => {
    assert.deepEqual(permissionFacts(record('what\nis this')), [
      ['Permissions', 'unknown permissions'],
      ['Raw permissions', 'what⏎is this'],
    ]);
  });
});
