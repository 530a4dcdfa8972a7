import type { Reference } from './edits.ts';
import { referenceFor } from './environmentReference.ts';

/** Any word does: what tells is what stands around it. */
const standIn = 'token';

/**
 * How a file would refer to an environment variable in place of a token that is yet to be written there.
 * @param path of the file; its name and folders tell what reads it
 * @param start offset in `text` of what the token would replace
 * @param end offset behind it; `start` where it would replace nothing
 * @returns `undefined` where no idiom is known, or none fits this place
 */
export function referenceToInsert(path: string, text: string, start: number, end: number): Reference | undefined {
  return referenceFor(path, text.slice(0, start) + standIn + text.slice(end), start, start + standIn.length);
}
