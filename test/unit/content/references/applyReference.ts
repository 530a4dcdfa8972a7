import assert from 'node:assert/strict';
import { referenceFor, type ReferenceContext } from '../../../../src/content/references/environmentReference.ts';
import { loadParser } from '../../../../src/content/references/parsers.ts';
import type { Reference } from '../../../../src/content/edits.ts';

export const tokenString = `apiv3_${'aB3_-'.repeat(17)}z`;
export const otherTokenString = `apiv3_${'cD4_-'.repeat(17)}z`;

/** Replaces the first `<token>` in the snippet with the reference, and each `<other>` with another token. */
export async function withReference(
  path: string,
  snippet: string,
  context: ReferenceContext = {},
): Promise<string | undefined> {
  return applyReference(path, snippet, { parser: await loadParser(path), ...context });
}

/** Like {@link withReference}, once for each `<token>`. */
export async function withEachReference(path: string, snippet: string): Promise<(string | undefined)[]> {
  const parser = await loadParser(path);
  const count = snippet.split('<token>').length - 1;
  return Array.from({ length: count }, (_, occurrence) => applyReference(path, snippet, { parser }, occurrence));
}

/** @returns the file with the reference; `undefined` if there's none */
export function applyReference(
  path: string,
  snippet: string,
  context: ReferenceContext,
  occurrence = 0,
): string | undefined {
  const marked = snippet.replaceAll('<other>', otherTokenString);
  assert.ok(marked.includes('<token>'), 'no token in the snippet');
  const before = marked.split('<token>').slice(0, occurrence + 1);
  const start = before.join(tokenString).length;
  const text = marked.replaceAll('<token>', tokenString);
  const reference = referenceFor(path, text, start, start + tokenString.length, context);
  return reference && applied(text, start, start + tokenString.length, reference);
}

export function applied(text: string, start: number, end: number, reference: Reference): string {
  const { before, after, addition } = reference;
  const from = start - before.length;
  const to = end + after.length;
  assert.equal(text.slice(from, start), before);
  assert.equal(text.slice(end, to), after);
  const added = addition ?? { start: 0, text: '' };
  assert.ok(added.start <= from || added.start >= to);
  const replaced = (part: string, offset: number) =>
    added.start >= offset && added.start <= offset + part.length
      ? part.slice(0, added.start - offset) + added.text + part.slice(added.start - offset)
      : part;
  return added.start <= from
    ? replaced(text.slice(0, from), 0) + reference.text + text.slice(to)
    : text.slice(0, from) + reference.text + replaced(text.slice(to), to);
}
