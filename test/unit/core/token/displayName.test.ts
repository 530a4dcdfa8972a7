import assert from 'node:assert/strict';
import fc from 'fast-check';
import { displayName } from '../../../../src/core/token/tokenName.ts';
import { sentence } from '../../../support/sentences.ts';
import { anyText } from '../anyText.ts';

const lineBreak = /[\p{Cc}\u2028\u2029]/u;

describe('displayName', () => {
  for (const name of ['ci-writer', 'a b', '50%', '名', 'עברית', '😀', '"', 'é', 'e\u0301']) {
    it(`leaves ${name} unchanged`, () => assert.equal(displayName(name), name));
  }

  it('describes an empty name', () => assert.equal(displayName(''), sentence('emptyName')));

  it('makes a blank name visible', () => {
    assert.equal(displayName(' '), '␣');
    assert.equal(displayName('\u3000'), '⟨3000⟩');
  });

  it('makes spaces visible that a reader would not see', () => {
    assert.equal(displayName(' ci'), '␣ci');
    assert.equal(displayName('ci\u00a0'), 'ci⟨00A0⟩');
    assert.equal(displayName('a   b'), 'a ␣␣b');
  });

  it('replaces line breaks', () => {
    assert.equal(displayName('two\nlines'), 'two⏎lines');
    assert.equal(displayName('two\u2028li\u2029nes'), 'two⏎li⏎nes');
    assert.equal(displayName('two\r\nlines'), 'two⟨000D⟩⏎lines');
    assert.equal(displayName('\n'), '⏎');
  });

  it('makes control characters visible', () => {
    assert.equal(displayName('a\0b\u001b[31m\u0085'), 'a⟨0000⟩b⟨001B⟩[31m⟨0085⟩');
  });

  it('makes characters visible that change the text direction', () => {
    assert.equal(displayName('abc\u202efdp.exe'), 'abc⟨202E⟩fdp.exe');
    for (const mark of '\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069') {
      assert.ok(!displayName(`a${mark}b`).includes(mark), mark.codePointAt(0)?.toString(16));
    }
  });

  it('makes invisible characters visible', () => {
    for (const invisible of [
      '\u200b',
      '\u200c',
      '\u200d',
      '\u2060',
      '\ufeff',
      '\u00ad',
      '\u034f',
      '\u180e',
      '\u115f',
      '\u3164',
      '\uffa0',
      '\u{e0001}',
      '\u{e0041}',
    ]) {
      const shown = displayName(`prod${invisible}`);
      assert.notEqual(shown.replace(invisible, ''), 'prod', invisible.codePointAt(0)?.toString(16));
    }
  });

  it('shortens a name to 80 characters and an ellipsis', () => {
    assert.equal(displayName('x'.repeat(80)), 'x'.repeat(80));
    assert.equal(displayName('x'.repeat(81)), `${'x'.repeat(80)}…`);
    assert.equal(displayName('x'.repeat(10_000)), `${'x'.repeat(80)}…`);
    assert.equal(displayName('😀'.repeat(10_000)), `${'😀'.repeat(80)}…`);
  });

  it('shortens a name of 10,000 line breaks or invisible characters', () => {
    for (const mark of ['\n', '\r', '\u202e', '\u200b']) {
      const shown = displayName(mark.repeat(10_000));
      assert.ok([...shown].length <= 83 && !lineBreak.test(shown));
    }
  });

  it('returns one short line that is not blank, for any name', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const shown = displayName(name);
        assert.ok(shown.trim() !== '');
        assert.ok([...shown].length <= 83);
        assert.ok(!lineBreak.test(shown));
      }),
    );
  });
});
