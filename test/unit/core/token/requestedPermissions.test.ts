import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../../src/core/errors.ts';
import { tokenKind } from '../../../../src/core/token/kind.ts';
import { parsePermissions, shortForm } from '../../../../src/core/token/permissions.ts';
import { parseRequestedPermissions } from '../../../../src/core/token/requestedPermissions.ts';
import { createTokenString } from '../../../support/influxdb3/tokenString.ts';
import { sentence, type SentenceKey } from '../../../support/sentences.ts';
import { anyText } from '../anyText.ts';

const parse = (...texts: string[]) => parseRequestedPermissions(texts).map(shortForm);
const everyCharacter = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ/abcdefghijklmnopqrstuvwxyz0123456789_-';

describe('parseRequestedPermissions', () => {
  for (const [texts, parsed] of [
    [['db:metrics:read,write'], ['db:metrics:read,write']],
    [
      ['db:b,a:write,read', 'db:a:read'],
      ['db:b,a:write,read', 'db:a:read'],
    ],
    [[' db : a , b : read '], ['db:a,b:read']],
    [['db:*:create,describe,delete'], ['db:*:create,describe,delete']],
    [['system:Health,PING:read'], ['system:health,ping:read']],
    [['system:*:read'], ['system:*:read']],
    [[`db:${everyCharacter}:read`], [`db:${everyCharacter}:read`]],
  ] as const) {
    it(`reads ${texts.join(' and ')}`, () => assert.deepEqual(parse(...texts), parsed));
  }

  it('reads 200 databases', () => {
    const names = Array.from({ length: 200 }, (_, index) => `database_${index}`);
    assert.deepEqual(parseRequestedPermissions([`db:${names.join(',')}:read`])[0]?.names, names);
  });

  const invalid: readonly (readonly [texts: readonly string[], reason: SentenceKey, ...shown: string[]])[] = [
    [[], 'permissionsEmpty'],
    [[''], 'permissionInvalid', ''],
    [['metrics'], 'permissionInvalid', 'metrics'],
    [['db:metrics'], 'permissionInvalid', 'db:metrics'],
    [['db:a:read:b'], 'permissionInvalid', 'db:a:read:b'],
    [['db:a:read', '["db:a:read"]'], 'permissionTypeInvalid', '[⟨0022⟩db', '[⟨0022⟩db:a:read⟨0022⟩]'],
    [['DB:a:read'], 'permissionTypeInvalid', 'DB', 'DB:a:read'],
    [['token:*:read'], 'permissionTypeInvalid', 'token', 'token:*:read'],
    [['*:*:*'], 'permissionFullAccess', '*:*:*'],
    [['*'], 'permissionFullAccess', '*'],
    [['db::read'], 'permissionNameMissing', 'db::read'],
    [['db:a,:read'], 'permissionNameMissing', 'db:a,:read'],
    [['db:*,a:read'], 'permissionWildcardWithNames'],
    [['system:ping,*:read'], 'permissionWildcardWithNames'],
    [['db:a b:read'], 'databaseNameInvalid', 'a b'],
    [['db:a/b/c:read'], 'databaseNameInvalid', 'a/b/c'],
    [['db:a/:read'], 'databaseNameInvalid', 'a/'],
    [['db:größe:read'], 'databaseNameInvalid', 'größe'],
    [['db:a*:read'], 'databaseNameInvalid', 'a*'],
    [['system:tokens:read'], 'systemResourceInvalid', 'tokens', 'health, metrics, ping, ready'],
    [['db:a:'], 'permissionActionMissing', 'db:a:', 'read, write, create, describe, delete'],
    [['system:ping:read,'], 'permissionActionMissing', 'system:ping:read,', 'read'],
    [['db:a:drop'], 'databaseActionInvalid', 'drop', 'read, write, create, describe, delete'],
    [['db:a:read,update'], 'databaseActionInvalid', 'update', 'read, write, create, describe, delete'],
    [['db:a:*'], 'databaseActionInvalid', '*', 'read, write, create, describe, delete'],
    [['db:a:READ'], 'databaseActionInvalid', 'READ', 'read, write, create, describe, delete'],
    [['system:ping:write'], 'systemActionInvalid', 'write'],
    [[`db:${Array.from({ length: 5000 }, (_, index) => `database${index}`).join(',')}:read`], 'permissionsTooLong'],
  ];
  for (const [texts, reason, ...shown] of invalid) {
    it(`rejects ${JSON.stringify(texts).slice(0, 60)}`, () => {
      assert.throws(() => parseRequestedPermissions(texts), new UserError(sentence(reason, ...shown)));
    });
  }

  it('rejects a token string without repeating it', () => {
    const token = createTokenString();
    assert.throws(
      () => parse(`db:${token}:read`),
      (error: unknown) => error instanceof UserError && !error.message.includes(token.slice(6)),
    );
  });

  it('accepts only what is listed as a resource token, and throws nothing but UserError', () => {
    const part = fc.oneof(
      fc.constantFrom('db', 'system', '*', 'a', 'read', 'write', 'ping', 'a,b', '', 'drop'),
      anyText,
    );
    fc.assert(
      fc.property(fc.array(fc.array(part, { minLength: 1, maxLength: 4 }), { maxLength: 3 }), (parts) => {
        let accepted: string[];
        try {
          accepted = parse(...parts.map((each) => each.join(':')));
        } catch (error) {
          assert.ok(error instanceof UserError);
          return;
        }
        const listed = JSON.stringify(accepted);
        assert.deepEqual(parsePermissions(listed)?.map(shortForm), accepted);
        assert.equal(tokenKind({ name: 'ci', permissions: listed }), 'resource');
      }),
    );
  });
});
