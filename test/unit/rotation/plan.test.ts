import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.ts';
import { journalSchema } from '../../../src/rotation/journal.ts';
import { nextName, planRotation, sameLifetime, type RotationPlan } from '../../../src/rotation/plan.ts';
import { Token } from '../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import * as v from 'valibot';

const old = new Token(`apiv3_${'a'.repeat(86)}`);
const other = new Token(`apiv3_${'b'.repeat(86)}`);
const now = new Date('2026-11-24T12:00:00Z');

describe('nextName', () => {
  const cases: [string, string[], string][] = [
    ['ci', [], 'ci-2'],
    ['ci', ['ci-2', 'ci-3'], 'ci-4'],
    ['ci-2', ['ci'], 'ci-3'],
    ['ci-9', [], 'ci-10'],
    ['release-2024', [], 'release-2025'],
    ['ci-0', [], 'ci-0-2'],
    ['-7', [], '-8'],
    ['名前', [], '名前-2'],
    ['two\nlines-3', [], 'two\nlines-4'],
    ['ci-2 (old)', [], 'ci-2 (old)-2'],
    ['ci-1234567890', [], 'ci-1234567890-2'],
  ];
  for (const [name, taken, next] of cases) {
    const others = taken.length > 0 ? ` when ${taken.join(', ')} exist` : '';
    it(`returns ${JSON.stringify(next)} for ${JSON.stringify(name)}${others}`, () => {
      assert.equal(nextName(name, new Set(taken)), next);
    });
  }

  it('shortens a name that would be too long', () => {
    const next = nextName('x'.repeat(255), new Set());
    assert.equal(next, `${'x'.repeat(253)}-2`);
  });
});

describe('plannedRotation', () => {
  it('returns a valid journal without token strings', () => {
    const journal = planRotation(plan('named', old), now);
    assert.deepEqual(v.parse(journalSchema, JSON.parse(JSON.stringify(journal))), journal);
    assert.ok(!JSON.stringify(journal).includes('apiv3_'));
  });

  it('plans a helper token only if the regenerate would revoke the token that requests it', () => {
    assert.notEqual(planRotation(plan('operator', old), now).helper, null);
    assert.equal(planRotation(plan('operator', other), now).helper, null);
    assert.notEqual(planRotation(plan('operator', other, old), now).helper, null);
    assert.equal(planRotation(plan('operator', other, old), now).signsIn, false);
    assert.equal(planRotation(plan('bridge', old), now).helper, null);
    assert.equal(planRotation(plan('named', old), now).helper, null);
  });

  it('names the helper token after the rotation', () => {
    const { helper, id } = planRotation(plan('operator', old), now);
    assert.equal(helper?.name, `rotation-helper-${id.slice(0, 8)}`);
    assert.equal(helper.name.length, 'rotation-helper-'.length + 8);
  });

  it('plans a resource token with the same permissions, which earlier versions leave alone', () => {
    const texts = ['db:b,a:read', 'db:*:write', 'db:b:read'];
    const named = plan('named', old);
    const limited = { ...named, record: { ...named.record, permissions: JSON.stringify(texts) } };
    const journal = planRotation({ ...limited, knownDeletions: ['a-20261128T120000'] }, now);
    assert.deepEqual(v.parse(journalSchema, JSON.parse(JSON.stringify(journal))), journal);
    const { how, permissions, knownDeletions } = journal.next;
    assert.deepEqual([permissions, knownDeletions], [texts, ['a-20261128T120000']]);
    assert.equal(v.is(v.picklist(['create', 'regenerate']), how), false, 'their values of how');
  });

  for (const permissions of ['', 'policy', '["db:a:read","*:*:*"]', 'db:a:update', 'db:a:*']) {
    it(`plans nothing for ${JSON.stringify(permissions)}`, () => {
      const named = plan('named', old);
      assert.throws(() => planRotation({ ...named, record: { ...named.record, permissions } }, now), UserError);
    });
  }

  it('plans no regenerate for a resource token', () => {
    for (const kind of ['operator', 'bridge'] as const) {
      const named = { ...plan('named', old), kind };
      const record = { ...named.record, permissions: 'db:a:read' };
      assert.throws(() => planRotation({ ...named, record }, now), UserError);
    }
  });

  it('records whether the old token is the sign-in token', () => {
    assert.equal(planRotation(plan('named', old), now).signsIn, true);
    assert.equal(planRotation(plan('named', other), now).signsIn, false);
  });
});

describe('samePeriod', () => {
  it('returns the lifetime of the old token', () => {
    assert.equal(sameLifetime({ createdAt: now, expiry: undefined }), undefined);
    assert.equal(sameLifetime({ createdAt: now, expiry: new Date(now.getTime() + 86_400_400) }), 86_400);
  });
});

function plan(kind: RotationPlan['kind'], signIn: Token, bearer = signIn): RotationPlan {
  const record: TokenRecord = {
    id: 1,
    name: kind === 'named' ? 'ci' : '_admin',
    hash: old.hash.slice(0, 9),
    createdAt: now,
    updatedAt: undefined,
    expiry: undefined,
    permissions: '*:*:*',
    description: undefined,
  };
  const server = { name: 'Local', url: 'http://localhost', identity: 'x' };
  return { kind, server, folders: [], record, old, newName: 'ci-2', lifetime: undefined, signIn, bearer };
}
