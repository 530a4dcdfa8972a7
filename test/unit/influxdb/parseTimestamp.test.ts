import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseTimestamp } from '../../../src/influxdb/decode.ts';
import { listTimestamp, tokenTimestamp } from '../../support/influxdb3/timestamps.ts';

const toIso = (text: string) => parseTimestamp(text)?.toISOString();

for (const zone of ['America/St_Johns', 'Pacific/Kiritimati', 'UTC']) {
  describe(`parseTimestamp in the time zone ${zone}`, () => {
    let zoneBefore: string | undefined;

    before(() => {
      zoneBefore = process.env['TZ'];
      process.env['TZ'] = zone;
      assert.equal(new Date(0).getTimezoneOffset() === 0, zone === 'UTC');
    });
    after(() => {
      if (zoneBefore === undefined) {
        delete process.env['TZ'];
      } else {
        process.env['TZ'] = zoneBefore;
      }
    });

    for (const [what, text, iso] of [
      ['no zone', '2025-04-18T14:02:45.331', '2025-04-18T14:02:45.331Z'],
      ['no fraction', '2025-04-18T14:02:45', '2025-04-18T14:02:45.000Z'],
      ['a zone', '2025-04-18T14:02:45.331Z', '2025-04-18T14:02:45.331Z'],
      ['a zone and no fraction', '2025-04-18T14:02:45Z', '2025-04-18T14:02:45.000Z'],
      ['nanoseconds', '2025-04-18T14:02:45.331999999', '2025-04-18T14:02:45.331Z'],
      ['a tenth of a second', '2025-04-18T14:02:45.3', '2025-04-18T14:02:45.300Z'],
      ['an hour skipped by daylight saving time', '2025-03-09T02:30:00', '2025-03-09T02:30:00.000Z'],
      ['a year after 9999', '+11020-12-03T00:35:01.014', '+011020-12-03T00:35:01.014Z'],
      ['a year after 9999 and a zone', '+11020-12-03T00:35:01Z', '+011020-12-03T00:35:01.000Z'],
      ['the last year that the server supports', '+262142-12-31T23:59:59', '+262142-12-31T23:59:59.000Z'],
      ['a year before 1', '-0044-03-15T12:00:00', '-000044-03-15T12:00:00.000Z'],
      ['the last moment of a year', '2025-12-31T23:59:59.999', '2025-12-31T23:59:59.999Z'],
      ['a leap day', '2024-02-29T00:00:00', '2024-02-29T00:00:00.000Z'],
    ] as const) {
      it(`reads a time with ${what}`, () => assert.equal(toIso(text), iso));
    }
  });
}

describe('parseTimestamp with invalid text', () => {
  for (const text of [
    '',
    'never',
    '2025-04-18',
    '2025-04-18 14:02:45',
    '2025-04-18T14:02',
    '2025-04-18T14:02:45+02:00',
    '2025-13-01T00:00:00',
    '2025-00-10T00:00:00',
    '2025-04-18T25:00:00',
    '2025-04-18T14:60:00',
    '25-04-18T14:02:45',
    '2025-04-18T14:02:45.',
    ' 2025-04-18T14:02:45',
    '2025-04-18T14:02:45\n',
    '+999999-01-01T00:00:00',
    '1744984965',
  ]) {
    it(`returns undefined for ${JSON.stringify(text)}`, () => assert.equal(parseTimestamp(text), undefined));
  }
});

describe('parseTimestamp with generated times', () => {
  it('reads the formats of token lists and token objects', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8_210_266_876_799 }),
        fc.integer({ min: 0, max: 999 }),
        (second, fraction) => {
          const time = second * 1_000 + fraction;
          assert.equal(parseTimestamp(listTimestamp(time))?.getTime(), time);
          assert.equal(parseTimestamp(tokenTimestamp(time))?.getTime(), time);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
