import { withPauses } from '../../core/pauses.ts';
import { isBinary } from '../../content/fileText.ts';
import { searchTokens, type Occurrence } from '../../content/foundFile.ts';
import { locateTokens } from '../../content/references/occurrences.ts';
import type { ReferenceContext } from '../../content/references/environmentReference.ts';
import type { IsKnown } from '../../content/tokenAt.ts';

/**
 * In a binary file, only known tokens are found. Pauses every few milliseconds.
 * @param readContext called only if the file contains tokens
 * @throws TooManyCandidates, or the signal's reason
 */
export async function findInBytes(
  bytes: Buffer,
  path: string,
  isKnown: IsKnown,
  signal: AbortSignal,
  readContext: () => Promise<ReferenceContext> = () => Promise.resolve({}),
): Promise<Occurrence[]> {
  const { text, tokens: all } = await withPauses(searchTokens(bytes, isKnown), signal);
  const tokens = isBinary(bytes) ? all.filter(({ token }) => isKnown(token)) : all;
  if (tokens.length === 0) {
    return [];
  }
  const context = await readContext();
  signal.throwIfAborted();
  return withPauses(locateTokens({ text, tokens }, path, context), signal);
}
