import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePermissions } from '../../../../src/core/token/permissions.ts';
import { hasSameRights, rightsOf } from '../../../../src/core/token/rights.ts';
import { anyText } from '../anyText.ts';
import { databasePermission, permissionList, textOf } from './anyPermissions.ts';

const parse = (text: string) => parsePermissions(text) ?? assert.fail(`couldn't parse ${text}`);

describe('parsePermissions', () => {
  for (const [text, parsed] of [
    ['*:*:*', [{ type: '*', names: ['*'], actions: ['*'] }]],
    ['db:a,b:read,write', [{ type: 'db', names: ['a', 'b'], actions: ['read', 'write'] }]],
    [' db: a , b :write, read ', [{ type: 'db', names: ['a', 'b'], actions: ['write', 'read'] }]],
    ['db:*:read', [{ type: 'db', names: ['*'], actions: ['read'] }]],
    ['system:health,ping:read', [{ type: 'system', names: ['health', 'ping'], actions: ['read'] }]],
    [
      'db:a,b:read,write,db:a:create, system:ping:read',
      [
        { type: 'db', names: ['a', 'b'], actions: ['read', 'write'] },
        { type: 'db', names: ['a'], actions: ['create'] },
        { type: 'system', names: ['ping'], actions: ['read'] },
      ],
    ],
    ['db:a,db:read', [{ type: 'db', names: ['a', 'db'], actions: ['read'] }]],
    ['["*:*:*"]', [{ type: '*', names: ['*'], actions: ['*'] }]],
    [
      ' ["db:b:write", "db:a:read", "db:b:read"] ',
      [
        { type: 'db', names: ['b'], actions: ['write'] },
        { type: 'db', names: ['a'], actions: ['read'] },
        { type: 'db', names: ['b'], actions: ['read'] },
      ],
    ],
  ] as const) {
    it(`reads ${text}`, () => assert.deepEqual(parsePermissions(text), parsed));
  }

  for (const text of [
    '',
    ' ',
    '[]',
    '[""]',
    '["db:a:read"',
    '["db:a:read", 1]',
    '["db:a:read", null]',
    '["db:a:read", ["db:b:read"]]',
    '["db:a:read", "something else"]',
    '{"db":"a"}',
    'null',
    '*',
    '*:*',
    '*:*:*:*',
    '*:*:*,*:*:*',
    'db:a,db:b:read',
    'db:a:read,,db:b:write',
    'db:a:read,db:b',
    '*:*:read',
    '*:a:*',
    'token:*:*',
    'DB:a:read',
    'db:a',
    'db::read',
    'db:a:',
    'db:a,,b:read',
    'db:a:read,',
    'db:*,a:read',
    'db:a*:read',
    'db:a:admin',
    'db:a:*,read',
    'db:a:READ',
    'system:health:write',
    'system:health:*',
    'db:a:b:read',
    'db:a b:read',
    'db:a\nb:read',
    'db:a\u202eb:read',
    'db:a:read;db:b:read',
    'db:a:read db:b:read',
  ]) {
    it(`doesn't read ${JSON.stringify(text)}`, () => assert.equal(parsePermissions(text), undefined));
  }

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(anyText, fc.json()), (text) => void parsePermissions(text)));
  });

  it('reads what was written in either form, in the same order', () => {
    fc.assert(
      fc.property(permissionList, fc.constantFrom('bare', 'array'), (permissions, form) => {
        assert.deepEqual(parsePermissions(textOf(permissions, form)), permissions);
      }),
    );
  });
});

describe('rightsOf', () => {
  it('adds up what is allowed for the same name', () => {
    const rights = rightsOf(parse('["db:a:read", "db:a,b:write", "system:ping:read"]'));
    assert.deepEqual(
      [...rights],
      [
        ['db:a', new Set(['read', 'write'])],
        ['db:b', new Set(['write'])],
        ['system:ping', new Set(['read'])],
      ],
    );
  });
});

describe('hasSameRights', () => {
  for (const [one, other] of [
    ['db:a,b:read,write', 'db:b,a:write,read'],
    ['db:a:read,write', '["db:a:read", "db:a:write"]'],
    ['db:a,b:read', '["db:b:read", "db:a:read"]'],
    ['*:*:*', '["*:*:*"]'],
  ] as const) {
    it(`is true for ${one} and ${other}`, () => assert.ok(hasSameRights(parse(one), parse(other))));
  }

  for (const [one, other] of [
    ['db:a:read', 'db:a:write'],
    ['db:a:read', 'db:a:read,write'],
    ['db:a:read', 'db:A:read'],
    ['db:a:read', 'db:a,b:read'],
    ['db:*:read', 'db:a:read'],
    ['db:*:read', '["db:*:read", "db:a:read"]'],
    ['db:ping:read', 'system:ping:read'],
    ['db:a:*', 'db:a:create,describe,update,drop,read,write,delete'],
    ['db:*:*', '*:*:*'],
  ] as const) {
    it(`is false for ${one} and ${other}`, () => {
      assert.equal(hasSameRights(parse(one), parse(other)), false);
      assert.equal(hasSameRights(parse(other), parse(one)), false);
    });
  }

  it('ignores the order, and notices one more action for one more name', () => {
    fc.assert(
      fc.property(permissionList, databasePermission, (permissions, added) => {
        assert.ok(hasSameRights(permissions, [...permissions].reverse()));
        const extra = { ...added, names: ['a database that no other permission names'] };
        assert.equal(hasSameRights(permissions, [...permissions, extra]), false);
      }),
    );
  });
});
