import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isSendable, parseExpiry } from '../../../../src/core/token/expiry.ts';
import { UserError } from '../../../../src/core/errors.ts';
import { sentence } from '../../../support/sentences.ts';
import { anyText } from '../anyText.ts';

const hundredYears = 100 * 365.25 * 24 * 60 * 60;

const seconds: Record<string, number> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  M: 2_629_800,
  y: 31_557_600,
};
const unit = fc.constantFrom(...Object.keys(seconds));

const durationLike = fc
  .array(
    fc.oneof(
      fc.nat().map(String),
      fc.double({ noNaN: true }).map(String),
      unit,
      fc.constantFrom(' ', ',', '-', '+', '.', 'e', 'never', 'months', 'group', 'ms', '0', 'µs', '\u2212'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const duration = fc
  .array(
    fc.tuple(fc.nat({ max: 999 }), fc.constantFrom('', ' '), fc.constantFrom('s', 'mins', 'h', 'days', 'M', 'y', 'x')),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => parts.flat().join(''));

describe('parseExpiry with any text', () => {
  it('returns a sendable lifetime or throws a short error', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(anyText, durationLike, duration), (text) => {
        let lifetime: number | undefined;
        try {
          lifetime = parseExpiry(text);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
          assert.ok(error.message.length < 300);
          return;
        }
        assert.ok(isSendable(lifetime));
        if (lifetime === undefined) {
          assert.equal(text.trim().toLowerCase(), 'never');
        } else {
          assert.ok(Number.isInteger(lifetime) && lifetime >= 1 && lifetime <= hundredYears, String(lifetime));
          accepted += 1;
        }
      }),
      { numRuns: 1_000 },
    );
    assert.ok(accepted > 50, `only ${accepted} texts were accepted`);
  });

  it('multiplies the number by its unit, up to 100 years', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4_000_000_000 }), unit, (number, letter) => {
        const expected = number * (seconds[letter] ?? NaN);
        if (expected > hundredYears) {
          assert.throws(() => parseExpiry(`${number}${letter}`), new UserError(sentence('expirationTooLong')));
        } else {
          assert.equal(parseExpiry(`${number}${letter}`), expected);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('adds up several parts', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), unit), { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.map(([number, letter]) => `${number}${letter}`).join(' ');
        const sum = parts.reduce((total, [number, letter]) => total + number * (seconds[letter] ?? NaN), 0);
        assert.equal(parseExpiry(text), sum);
      }),
    );
  });
});
