import assert from 'node:assert/strict';
import { serverNameProblem } from '../../../src/core/serverName.ts';

describe('A name for a server', () => {
  it('is any line of a hundred characters', () => {
    for (const name of ['Local', '名前 🔑', 'x'.repeat(100), '🔑'.repeat(100), 'a & b']) {
      assert.equal(serverNameProblem(name), undefined, name);
    }
  });

  it('is not empty, longer, or of several lines', () => {
    assert.match(serverNameProblem('') ?? '', /Give the server a name/);
    assert.match(serverNameProblem('x'.repeat(101)) ?? '', /100 characters at most/);
    assert.match(serverNameProblem('a\nb') ?? '', /one line/);
  });

  it('holds no mark that could make the URL beside it read as another', () => {
    assert.match(serverNameProblem('prod \u202e') ?? '', /reorder/);
    assert.match(serverNameProblem('\u2066prod') ?? '', /reorder/);
  });

  it('is no token', () => {
    assert.match(serverNameProblem(`apiv3_${'A'.repeat(86)}`) ?? '', /is a token, not a name/);
  });

  it('is not the name of another one', () => {
    assert.match(serverNameProblem('Local', new Set(['Local'])) ?? '', /called "Local" already/);
    assert.equal(serverNameProblem('local', new Set(['Local'])), undefined);
  });
});
