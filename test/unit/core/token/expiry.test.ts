import assert from 'node:assert/strict';
import { visibleText } from '../../../../src/core/text/visibleText.ts';
import { isSendable, parseExpiry } from '../../../../src/core/token/expiry.ts';
import { UserError } from '../../../../src/core/errors.ts';
import { sentence } from '../../../support/sentences.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365.25 * day;
const hundredYears = 100 * year;

function errorMessageFor(text: string): string {
  try {
    return `accepted as ${parseExpiry(text)}`;
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
}

describe('parseExpiry', () => {
  for (const text of ['never', 'Never', 'NEVER', '  never\n']) {
    it(`returns undefined for ${JSON.stringify(text)}`, () => assert.equal(parseExpiry(text), undefined));
  }

  for (const [text, seconds] of [
    ['30d', 30 * day],
    ['12h', 12 * hour],
    ['1y', year],
    ['100y', hundredYears],
    ['1w', 7 * day],
    ['90m', 90 * minute],
    ['1s', 1],
    ['1000ms', 1],
    ['1w 2d', 9 * day],
    ['1d12h', 1.5 * day],
    ['1d, 12h', 1.5 * day],
    ['1.5d', 1.5 * day],
    ['1.25d', 1.25 * day],
    ['90 minutes', 90 * minute],
    ['1 minute', minute],
    ['5 min', 5 * minute],
    ['5 mins', 5 * minute],
    ['30 seconds', 30],
    ['30 secs', 30],
    ['3 hours', 3 * hour],
    ['2 hrs', 2 * hour],
    ['2 days', 2 * day],
    ['4 weeks', 28 * day],
    ['1 month', year / 12],
    ['6 months', year / 2],
    ['2 years', 2 * year],
    ['2 yrs', 2 * year],
    ['1 year 6 months', 1.5 * year],
    ['30D', 30 * day],
    ['12H', 12 * hour],
    ['1Y', year],
    ['2 Days', 2 * day],
    ['  30d  ', 30 * day],
  ] as const) {
    it(`returns ${seconds} seconds for ${JSON.stringify(text)}`, () => assert.equal(parseExpiry(text), seconds));
  }

  it("reads M as months and m as minutes, like the server's own CLI", () => {
    assert.equal(parseExpiry('1M'), year / 12);
    assert.equal(parseExpiry('1 M'), year / 12);
    assert.equal(parseExpiry('1m'), minute);
    assert.equal(parseExpiry('2M 3m'), year / 6 + 3 * minute);
    assert.equal(parseExpiry('1M2d'), year / 12 + 2 * day);
  });

  it('rounds down to whole seconds', () => assert.equal(parseExpiry('1999ms'), 1));
});

describe('isSendable', () => {
  it('accepts whole seconds up to 100 years, and never', () => {
    for (const lifetime of [undefined, 1, 2, day, hundredYears]) {
      assert.equal(isSendable(lifetime), true, String(lifetime));
    }
  });

  it('rejects lifetimes that the server would misread', () => {
    for (const lifetime of [0, -1, 0.5, 1.5, NaN, Infinity, hundredYears + 1]) {
      assert.equal(isSendable(lifetime), false, String(lifetime));
    }
  });
});

describe('parseExpiry with invalid input', () => {
  const hint = sentence('durationHint');

  for (const text of ['0', '0d', '0s', '00', '0.0', '0.00', '0h 0m', '999ms', '0.5s', '5us']) {
    it(`rejects ${text}, because the token would already be expired`, () => {
      assert.equal(errorMessageFor(text), sentence('expiresAtOnce'));
    });
  }

  for (const text of ['-1d', '-5', ' - 5 d', '\u22121d', '-never', '-0']) {
    it(`rejects a negative expiration: ${text}`, () => {
      assert.equal(errorMessageFor(text), sentence('expirationNegative', hint));
    });
  }

  for (const text of ['101y', '100y 1s', '3155760001s', '1201 months', `${'9'.repeat(30)}d`, `${'9'.repeat(400)}d`]) {
    it(`rejects more than 100 years: ${text.slice(0, 40)}`, () => {
      assert.equal(errorMessageFor(text), sentence('expirationTooLong'));
    });
  }

  for (const text of ['30', '1.5', '1.25', '007', ' 12 ']) {
    it(`rejects a number without a unit: ${text}`, () => {
      assert.equal(errorMessageFor(text), sentence('expirationWithoutUnit', text.trim()));
    });
  }

  it('throws a short message for a long input', () => {
    assert.ok(errorMessageFor('9'.repeat(10_000)).length < 300);
    assert.ok(errorMessageFor('x'.repeat(10_000)).length < 300);
  });

  for (const text of [
    '',
    ' ',
    'soon',
    'd',
    'd30',
    '30 x',
    '30dd',
    '1d 5',
    '1h30',
    '1 2d',
    '1d -2h',
    '1d+2h',
    '+1d',
    '1e3d',
    '.5d',
    '1.d',
    '1..5d',
    'Infinity',
    'NaN',
    '1/2d',
    '2030-01-01',
    '30d!',
    'never 1d',
    '1d never',
    '0x10d',
    '１d',
    '30 group',
    '1d 30group',
    '1d 2placeholder',
    '1d 3decimal',
    '1d 2constructor',
    '1 ss',
  ]) {
    it(`rejects what is not a duration: ${JSON.stringify(text)}`, () =>
      assert.equal(errorMessageFor(text), sentence('durationInvalid', visibleText(text.trim()), hint)));
  }
});
