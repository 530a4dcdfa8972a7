import assert from 'node:assert/strict';
import { serverNameProblem } from '../../../../src/core/server/serverName.ts';
import { sentence } from '../../../support/sentences.ts';

const invalid = sentence('serverNameUnusable', 100);

describe('serverNameProblem', () => {
  it('accepts any line of up to 100 characters', () => {
    for (const name of ['Local', '名前 🔑', 'x'.repeat(100), '🔑'.repeat(100), 'a & b']) {
      assert.equal(serverNameProblem(name), undefined, name);
    }
  });

  it('rejects empty names, longer names, and names of several lines', () => {
    assert.equal(serverNameProblem(''), sentence('serverNameMissing'));
    assert.equal(serverNameProblem('x'.repeat(101)), invalid);
    assert.equal(serverNameProblem('a\nb'), invalid);
  });

  it('rejects characters that could disguise the URL after the name', () => {
    assert.equal(serverNameProblem('prod \u202e'), invalid);
    assert.equal(serverNameProblem('\u2066prod'), invalid);
  });

  it('rejects invisible characters', () => {
    for (const character of '\u200b\u2060\ufeff\u00ad\u{e0041}\u3164\u2800\u115f\ud800') {
      assert.equal(serverNameProblem(`Local${character}`), invalid, character.codePointAt(0)?.toString(16));
    }
    assert.equal(serverNameProblem('I ❤️ tokens'), undefined);
  });

  it('rejects a token', () => {
    assert.equal(serverNameProblem(`apiv3_${'A'.repeat(86)}`), sentence('nameIsToken'));
  });

  it('rejects the name of a different server', () => {
    assert.equal(serverNameProblem('Local', new Set(['Local'])), sentence('serverNameTaken', 'Local'));
    assert.equal(serverNameProblem('local', new Set(['Local'])), undefined);
  });
});
