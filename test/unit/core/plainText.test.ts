import assert from 'node:assert/strict';
import { matchesGlob } from 'node:path';
import { literalGlob, withPeriod, withoutIcons, withoutLinks } from '../../../src/core/plainText.ts';

const plainName = 'a[0] (b) $HOME 名 🔑';

describe('withoutLinks', () => {
  it('escapes links', () => {
    const shown = withoutLinks('Token "[Show me](command:workbench.action.terminal.new)" was created');
    assert.doesNotMatch(shown, /\[[^\]]*\]\(/);
    assert.match(shown, /Show me/);
  });

  it('leaves text without links unchanged', () => {
    assert.equal(withoutLinks(plainName), plainName);
  });
});

describe('withoutIcons', () => {
  it('escapes icons', () => {
    const shown = withoutIcons('$(verified) ci');
    assert.doesNotMatch(shown, /\$\(/);
    assert.match(shown, /verified.* ci$/);
  });

  it('leaves text without icons unchanged', () => {
    assert.equal(withoutIcons(plainName), plainName);
  });
});

describe('withPeriod', () => {
  it('ends a sentence that has no end', () => {
    assert.equal(withPeriod('It failed'), 'It failed.');
  });

  it('leaves the end of a sentence unchanged', () => {
    for (const sentence of ['It failed.', 'It failed!', 'Did it fail?']) {
      assert.equal(withPeriod(sentence), sentence);
    }
  });
});

describe('literalGlob', () => {
  it('returns a path without special characters unchanged', () => {
    assert.equal(literalGlob('deploy/.env.local'), 'deploy/.env.local');
    assert.equal(literalGlob('日本/a b,c!.conf'), '日本/a b,c!.conf');
  });

  it('matches only the path when that contains special characters', () => {
    for (const path of ['a*b', 'a?b', '[x]/y', '{a,b}.env', 'a[', '}', '**/x']) {
      assert.ok(matchesGlob(path, literalGlob(path)), path);
      assert.ok(!matchesGlob(`${path}z`, literalGlob(path)), path);
      assert.ok(!matchesGlob(`sub/${path}`, literalGlob(path)), path);
    }
  });
});
