import type { Reference } from '../edits.ts';
import { referenceFor } from './environmentReference.ts';

/** Any word works, because only the text around it matters. */
const placeholder = 'token';

/** Like {@link referenceFor}, for a token that isn't in the file yet and will replace the text from start to end. */
export function referenceToInsert(path: string, text: string, start: number, end: number): Reference | undefined {
  return referenceFor(path, text.slice(0, start) + placeholder + text.slice(end), start, start + placeholder.length);
}
