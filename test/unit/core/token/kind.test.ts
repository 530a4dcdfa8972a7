import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenKind } from '../../../../src/core/token/kind.ts';
import { permissionText, rawPermissions } from '../../../../src/core/token/permissionText.ts';
import { anyText } from '../anyText.ts';
import { permissionList, textOf } from './anyPermissions.ts';

describe('tokenKind', () => {
  for (const [name, permissions, kind] of [
    ['_admin', '*:*:*', 'operator'],
    ['_admin', '["*:*:*"]', 'operator'],
    ['_admin', '', 'unknown'],
    ['_admin', 'db:a:read', 'unknown'],
    ['_admin', 'something else', 'unknown'],
    ['ci', '*:*:*', 'admin'],
    ['ci', ' ["*:*:*"]\n', 'admin'],
    ['ci', 'db:a:read', 'resource'],
    ['ci', 'db:*:create,describe,read,write,delete', 'resource'],
    ['ci', '["db:a:read", "db:b:write"]', 'resource'],
    ['ci', 'system:ping:read', 'resource'],
    ['ci', '["*:*:*", "db:a:read"]', 'unknown'],
    ['ci', 'db:a:read,db:b:write', 'resource'],
    ['ci', '*:*:*,db:a:read', 'unknown'],
    ['ci', '', 'unknown'],
    ['ci', '[]', 'unknown'],
    ['ci', '*:*:read', 'unknown'],
    ['_Admin', '*:*:*', 'admin'],
  ] as const) {
    it(`is ${kind} for "${name}" with ${JSON.stringify(permissions)}`, () => {
      assert.equal(tokenKind({ name, permissions }), kind);
    });
  }

  it('is admin or operator only for *:*:*', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.json()), (permissions) => {
        fc.pre(permissions.trim() !== '*:*:*' && !/^\s*\[\s*"\s*\*:\*:\*/.test(permissions));
        assert.ok(['resource', 'unknown'].includes(tokenKind({ name: 'ci', permissions })));
      }),
    );
  });

  it('is resource for each list of database and system permissions', () => {
    fc.assert(
      fc.property(permissionList, (permissions) => {
        assert.equal(tokenKind({ name: 'ci', permissions: textOf(permissions, 'array') }), 'resource');
      }),
    );
  });
});

describe('permissionText', () => {
  for (const [permissions, words] of [
    ['*:*:*', 'full access'],
    ['["*:*:*"]', 'full access'],
    ['db:metrics,logs:read,write', 'read and write on metrics, logs'],
    ['["db:metrics:read", "db:metrics:write"]', 'read and write on metrics'],
    ['["db:metrics:read", "db:logs:read"]', 'read on metrics, logs'],
    ['["db:b:write", "db:a:read"]', 'write on b; read on a'],
    ['db:*:read', 'read on all databases'],
    ['["db:*:read,write", "db:a:read"]', 'read on a; read and write on all other databases'],
    ['db:a:create,read,write', 'create, read, and write on a'],
    ['db:a:*', 'all actions on a'],
    ['system:health,ping:read', 'system: health, ping'],
    ['system:*:read', 'system: all information'],
    ['["db:a:read", "system:ping:read", "system:health:read"]', 'read on a; system: ping, health'],
    ['db:a,b,c,d:read', 'read on a, b, c, and 1 more'],
    ['db:a,b,c,d,e:read', 'read on a, b, c, and 2 more'],
    ['', 'unknown permissions'],
    ['what is this', 'unknown permissions'],
    ['db:a\nb:read', 'unknown permissions'],
  ] as const) {
    it(`puts ${JSON.stringify(permissions)} in words`, () => assert.equal(permissionText(permissions, 3), words));
  }

  it('counts the names that it leaves out', () => {
    const permissions = `db:${Array.from({ length: 10_000 }, (_, index) => `d${index}`).join(',')}:read`;
    assert.equal(permissionText(permissions, 1), 'read on d0, and 9999 more');
    assert.equal(tokenKind({ name: 'ci', permissions: permissions.repeat(2).padEnd(100_001) }), 'unknown');
  });

  it("leaves permissions that can't be read to rawPermissions, which escapes them", () => {
    assert.equal(rawPermissions(' db:a\nb\u202e:read '), 'db:a⏎b⟨202E⟩:read');
    assert.equal(rawPermissions('x'.repeat(1000)), `${'x'.repeat(200)}…`);
  });

  it('contains no token string', () => {
    const token = `apiv3_${'A'.repeat(86)}`;
    for (const permissions of [token, `db:${token}:read`, `["db:${token}:read"]`, `[${token}`]) {
      const texts = [permissionText(permissions), rawPermissions(permissions)].join();
      assert.equal(texts.includes('A'.repeat(16)), false, permissions);
    }
  });

  it('is one short line for any text', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ minLength: 5000, maxLength: 6000 })), (text) => {
        for (const words of [permissionText(text), rawPermissions(text)]) {
          assert.doesNotMatch(words, /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u);
          assert.ok(words.length < 2000, String(words.length));
        }
      }),
    );
  });
});
