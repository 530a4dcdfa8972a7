import assert from 'node:assert/strict';
import fc from 'fast-check';
import { logText } from '../../../../src/core/text/logText.ts';
import { hostileText } from './hostileText.ts';

describe('logText', () => {
  it('indents the lines after the first', () => {
    assert.equal(logText('Error: a\n    at b'), 'Error: a\n        at b');
    assert.equal(logText('a\r\n2026-11-28 10:00:00.000 [info] b'), 'a\n    2026-11-28 10:00:00.000 [info] b');
  });

  it('has no other line breaks, escape sequences, or direction marks, for any text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = logText(text);
        assert.doesNotMatch(shown, /[^\P{C}\t\n]|[\p{Zl}\p{Zp}]|\n(?! {4})/u);
        assert.ok(shown.length < 200_000);
      }),
    );
  });
});
