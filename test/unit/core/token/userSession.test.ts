import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact } from '../../../../src/core/redact.ts';
import { containsTokenString } from '../../../../src/core/token/token.ts';
import { parseUserSession } from '../../../../src/core/token/userSession.ts';
import { anyText } from '../anyText.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = { alg: 'HS256', typ: 'JWT' };
const session = (payload: unknown, signature = 'c2lnbmF0dXJl') => `${part(header)}.${part(payload)}.${signature}`;

describe('parseUserSession', () => {
  it('reads when a session ends', () => {
    assert.deepEqual(parseUserSession(session({ sub: '1', exp: 1_800_000_000 })), {
      until: new Date('2027-01-15T08:00:00Z'),
    });
  });

  for (const exp of [undefined, null, '1800000000', -1, 0, 1e300, NaN]) {
    it(`doesn't know when a session ends that says ${String(exp)}`, () => {
      assert.deepEqual(parseUserSession(session({ exp })), { until: undefined });
    });
  }

  for (const [what, text] of [
    ['a token', `apiv3_${'A'.repeat(86)}`],
    ['two parts', `${part(header)}.${part({})}`],
    ['four parts', `${session({})}.x`],
    ['no signature', `${part(header)}.${part({})}.`],
    ['no algorithm', `${part({})}.${part({})}.x`],
    ['parts that are no objects', `${part(1)}.${part(header)}.x`],
    ['a host name', 'db.example.com'],
  ] as const) {
    it(`rejects ${what}`, () => assert.equal(parseUserSession(text), undefined));
  }

  it('never throws', () => fc.assert(fc.property(anyText, (text) => void parseUserSession(text))));
});

describe('A user session in a text', () => {
  const text = session({ sub: 'someone', exp: 1_800_000_000 });

  it('is redacted', () => {
    assert.equal(redact(`Failed with ${text}.`), 'Failed with eyJ….');
    assert.equal(redact(text.split('.').slice(0, 2).join('.')), 'eyJ…');
  });

  it('is recognized in a name', () => {
    assert.ok(containsTokenString(`x ${text}`));
    assert.equal(containsTokenString('eyJ.eyJ'), false);
  });
});
