import assert from 'node:assert/strict';
import { matchesGlob } from 'node:path';
import { literalGlob } from '../../../src/vscode/literalGlob.ts';

describe('literalGlob', () => {
  it('returns a path without special characters unchanged', () => {
    assert.equal(literalGlob('deploy/.env.local'), 'deploy/.env.local');
    assert.equal(literalGlob('日本/a b,c!.conf'), '日本/a b,c!.conf');
  });

  it('matches only the path itself when it contains special characters', () => {
    for (const path of ['a*b', 'a?b', '[x]/y', '{a,b}.env', 'a[', '}', '**/x']) {
      assert.ok(matchesGlob(path, literalGlob(path)), path);
      assert.ok(!matchesGlob(`${path}z`, literalGlob(path)), path);
      assert.ok(!matchesGlob(`sub/${path}`, literalGlob(path)), path);
    }
  });
});
