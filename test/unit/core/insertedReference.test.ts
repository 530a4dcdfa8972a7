import assert from 'node:assert/strict';
import { referenceToInsert } from '../../../src/core/insertedReference.ts';
import { referenceCases } from './referenceCases.ts';

/** The file with a reference where `<token>` stands, in place of `selected`. */
function inserted(path: string, snippet: string, selected: string): string | undefined {
  const start = snippet.indexOf('<token>');
  const text = snippet.replace('<token>', selected);
  const end = start + selected.length;
  const reference = referenceToInsert(path, text, start, end);
  if (reference === undefined) {
    return undefined;
  }
  const { before, after } = reference;
  assert.ok(text.slice(0, start).endsWith(before) && text.startsWith(after, end));
  return text.slice(0, start - before.length) + reference.text + text.slice(end + after.length);
}

describe('A reference to the environment where no token stands yet', () => {
  for (const selected of ['', 'YOUR_TOKEN', '"quoted"']) {
    it(`is the one that a token there would get, in place of ${JSON.stringify(selected)}`, () => {
      for (const [path, snippet, becomes] of Object.values(referenceCases).flat()) {
        assert.equal(inserted(path, snippet, selected), becomes, `${path}: ${snippet}`);
      }
    });
  }
});
