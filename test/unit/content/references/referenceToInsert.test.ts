import assert from 'node:assert/strict';
import { referenceToInsert } from '../../../../src/content/references/environmentReference.ts';
import { loadParser } from '../../../../src/content/references/parsers.ts';
import { applied } from './applyReference.ts';
import { referenceCases } from './referenceCases.ts';

/** Replaces the selection at `<token>` in the snippet with a reference; `undefined` if there's none. */
async function withReference(path: string, snippet: string, selected: string): Promise<string | undefined> {
  const start = snippet.indexOf('<token>');
  const text = snippet.replace('<token>', selected);
  const end = start + selected.length;
  const reference = referenceToInsert(path, text, start, end, { parser: await loadParser(path) });
  return reference && applied(text, start, end, reference);
}

describe('referenceToInsert', () => {
  for (const selected of ['', 'YOUR_TOKEN', '"quoted"']) {
    it(`returns the same as referenceFor a token when ${JSON.stringify(selected)} is selected`, async () => {
      for (const [path, snippet, expected] of Object.values(referenceCases).flat()) {
        assert.equal(await withReference(path, snippet, selected), expected, `${path}: ${snippet}`);
      }
    });
  }
});
