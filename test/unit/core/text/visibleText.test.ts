import assert from 'node:assert/strict';
import fc from 'fast-check';
import { visibleText } from '../../../../src/core/text/visibleText.ts';
import { hostileText } from './hostileText.ts';

describe('visibleText', () => {
  it('leaves ordinary text unchanged', () => {
    for (const text of [
      'ci-writer',
      'サーバー（本番）',
      'сервер 2',
      'токен-ci',
      'Ελληνικά',
      'עברית',
      'ที่นี้',
      'e\u0301',
      '❤️',
      '🔑',
      'influx-сервер',
      'µs',
      'm²',
      'x…',
    ]) {
      assert.equal(visibleText(text), text);
    }
  });

  it('shows the letters of the rarer script in a word that mixes two', () => {
    assert.equal(visibleText('Lоcal'), 'L⟨043E⟩cal');
    assert.equal(visibleText('серверa'), 'сервер⟨0061⟩');
    assert.equal(visibleText('Αdmin'), '⟨0391⟩dmin');
  });

  it('shows letters that all look like Latin ones', () => {
    assert.equal(visibleText('рс'), '⟨0440⟩⟨0441⟩');
    assert.equal(visibleText('Prod рс'), 'Prod ⟨0440⟩⟨0441⟩');
    assert.equal(visibleText('с токеном'), 'с токеном');
  });

  it('shows variants of ASCII letters', () => {
    for (const text of ['Ｌocal', '𝐋ocal', 'ⓛocal', 'ℓocal', '\u212aey']) {
      assert.match(visibleText(text), /^⟨[0-9A-F]+⟩[a-z]+$/u, text);
    }
  });

  it('shows piled, stray, and overlaying marks', () => {
    assert.equal(visibleText('a\u0301\u0302\u0303\u0304'), 'a\u0301\u0302\u0303⟨0304⟩');
    assert.equal(visibleText('\u0301a'), '⟨0301⟩a');
    assert.equal(visibleText('T\u0336'), 'T⟨0336⟩');
  });

  it('shows spaces at the ends and in a row', () => {
    assert.equal(visibleText(' a  b '), '␣a ␣b␣');
  });

  it('returns one short visible line that stays the same, for any text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = visibleText(text);
        assert.ok([...shown].length <= 81);
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|^\s|\s$|\s\s|\p{M}{4}/u);
        assert.equal(visibleText(shown), shown);
      }),
      { numRuns: 2000 },
    );
  });
});
