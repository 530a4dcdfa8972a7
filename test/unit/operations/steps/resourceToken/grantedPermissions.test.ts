import assert from 'node:assert/strict';
import { parseRequestedPermissions } from '../../../../../src/core/token/requestedPermissions.ts';
import type { TokenRecord } from '../../../../../src/core/token/tokenRecord.ts';
import {
  differenceOf,
  loadGrantedPermissions,
} from '../../../../../src/operations/steps/resourceToken/grantedPermissions.ts';
import { strangerToken } from '../../support/operationFixture.ts';
import { sentence, type SentenceKey } from '../../../../support/sentences.ts';

const recordWith = (permissions: string): TokenRecord => ({
  id: 1,
  name: 'ci',
  hash: '0123456789',
  createdAt: new Date(0),
  updatedAt: undefined,
  expiry: undefined,
  permissions,
  description: undefined,
});

describe('differenceOf', () => {
  const rows: readonly (readonly [requested: string, listed: string, SentenceKey | undefined, shown?: string])[] = [
    ['db:a:read,write', 'db:a:write,read', undefined],
    ['db:a,b:read', '["db:a:read", "db:b:read"]', undefined],
    ['db:a:read', 'db:a:read,write', 'grantedMore', 'read and write on a'],
    ['db:a:read', 'db:a,b:read', 'grantedMore', 'read on a, b'],
    ['db:a:read', 'db:*:read', 'grantedOther', 'read on all databases'],
    ['system:ping:read', 'system:*:read', 'grantedOther', 'all system information'],
    ['db:a:read', '*:*:*', 'grantedOther', 'full access'],
    ['db:a:read,write', 'db:a:read', 'grantedFewer', 'read on a'],
    ['db:a,b:read', 'db:a:read', 'grantedFewer', 'read on a'],
    ['db:*:read', 'db:a:read', 'grantedOther', 'read on a'],
    ['db:a:read', 'db:b:read', 'grantedOther', 'read on b'],
    ['db:a:read', 'something else', 'grantedUnknown', '"something else"'],
    ['db:a:read', '', 'grantedNotListed'],
  ];
  for (const [requested, listed, key, shown = ''] of rows) {
    it(`compares ${requested} with ${listed === '' ? 'nothing' : listed}`, () => {
      const record = recordWith(listed);
      const difference = differenceOf(record, parseRequestedPermissions([requested]));
      assert.equal(difference?.message, key && sentence(key, shown));
      const isTooMuchPossible = key !== undefined && key !== 'grantedFewer';
      assert.equal(difference?.deletable, isTooMuchPossible ? record : undefined);
    });
  }

  it('reports more if permissions for a name are missing that limited those for all', () => {
    const difference = differenceOf(
      recordWith('["db:*:read,write"]'),
      parseRequestedPermissions(['db:*:read,write', 'db:a:read']),
    );
    assert.equal(difference?.message, sentence('grantedOther', 'read and write on all databases'));
  });
});

describe('loadGrantedPermissions', () => {
  const created = strangerToken();
  const listed = { ...recordWith('db:a:read'), hash: created.hash.slice(0, 9) };
  const requested = parseRequestedPermissions(['db:a:read']);
  /** @param late how many lists don't contain the token yet */
  const load = async (late: number) => {
    let lists = 0;
    const list = () => Promise.resolve(lists++ < late ? [] : [listed]);
    return { ...(await loadGrantedPermissions(created, requested, { list, checkInterval: 1 })), lists };
  };

  it('waits for the node that responds to list the token', async () => {
    const { permissions, difference, lists } = await load(2);
    assert.deepEqual([permissions, difference, lists], [requested, undefined, 3]);
  });

  it('says that the permissions could not be checked if the token is not listed in time', async () => {
    const { permissions, difference, lists } = await load(3);
    assert.deepEqual([permissions, difference?.deletable, lists], [undefined, undefined, 3]);
    assert.ok(difference?.message !== undefined);
  });
});
