import assert from 'node:assert/strict';
import { matchesGlob } from 'node:path';
import { literalGlob } from '../../../src/storage/literalGlob.ts';

describe('A glob for one file', () => {
  it('is its path where that holds nothing special', () => {
    assert.equal(literalGlob('deploy/.env.local'), 'deploy/.env.local');
    assert.equal(literalGlob('日本/a b,c!.conf'), '日本/a b,c!.conf');
  });

  it('matches its path, and no path of another length, where that holds what means something in globs', () => {
    for (const path of ['a*b', 'a?b', '[x]/y', '{a,b}.env', 'a[', '}', '**/x']) {
      assert.ok(matchesGlob(path, literalGlob(path)), path);
      assert.ok(!matchesGlob(`${path}z`, literalGlob(path)), path);
      assert.ok(!matchesGlob(`sub/${path}`, literalGlob(path)), path);
    }
  });
});
