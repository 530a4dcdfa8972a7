import assert from 'node:assert/strict';
import { referenceToInsert } from '../../../../src/content/references/environmentReference.ts';
import { referenceCases } from './referenceCases.ts';

/** Replaces the selection at `<token>` in the snippet with a reference; `undefined` if there's none. */
function withReference(path: string, snippet: string, selected: string): string | undefined {
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

describe('referenceToInsert', () => {
  for (const selected of ['', 'YOUR_TOKEN', '"quoted"']) {
    it(`returns the same as referenceFor a token when ${JSON.stringify(selected)} is selected`, () => {
      for (const [path, snippet, expected] of Object.values(referenceCases).flat()) {
        assert.equal(withReference(path, snippet, selected), expected, `${path}: ${snippet}`);
      }
    });
  }
});
