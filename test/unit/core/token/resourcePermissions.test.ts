import assert from 'node:assert/strict';
import { parsePermissions } from '../../../../src/core/token/permissions.ts';
import { resourcePermissions } from '../../../../src/core/token/resourcePermissions.ts';

function isAccepted(text: string): boolean {
  const parsed = parsePermissions(text);
  assert.ok(parsed !== undefined, text);
  return resourcePermissions(parsed) !== undefined;
}

describe('resourcePermissions', () => {
  for (const text of ['db:a,b:read,write', 'db:*:create', 'system:ping:read', '["db:a:delete","db:a:describe"]']) {
    it(`accepts ${text}`, () => assert.equal(isAccepted(text), true));
  }

  for (const text of ['*:*:*', '["*:*:*"]', '["db:a:read","*:*:*"]', 'db:a:update', 'db:a:read,drop', 'db:a:*']) {
    it(`rejects ${text}`, () => assert.equal(isAccepted(text), false));
  }

  it('rejects a token string as a name', () => assert.equal(isAccepted(`db:apiv3_${'A'.repeat(86)}:read`), false));

  it('rejects an empty list', () => assert.equal(resourcePermissions([]), undefined));
});
