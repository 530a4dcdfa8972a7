import type { Reference } from './edits.ts';
import { referenceFor } from './environmentReference.ts';

/** Any word works, because only the text around it matters. */
const placeholder = 'token';

/**
 * Like {@link referenceFor}, for a token that isn't in the file yet.
 * @param start offset in `text` of the selection to replace
 * @param end offset after it; equal to `start` for an empty selection
 */
export function referenceToInsert(path: string, text: string, start: number, end: number): Reference | undefined {
  return referenceFor(path, text.slice(0, start) + placeholder + text.slice(end), start, start + placeholder.length);
}
