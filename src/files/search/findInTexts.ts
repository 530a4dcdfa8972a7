import type { Occurrence } from '../../content/foundFile.ts';
import type { OpenText, SearchedText } from '../../content/openText.ts';
import type { IsKnown } from '../../content/tokenAt.ts';
import { TooManyCandidates } from '../../content/tokensInText.ts';
import { findInBytes } from './findInBytes.ts';

/** Also returns the names of texts with too many strings that could be tokens. */
export async function findInTexts(
  texts: readonly OpenText[],
  isKnown: IsKnown,
  signal: AbortSignal,
): Promise<{ readonly searched: readonly SearchedText[]; readonly unread: readonly string[] }> {
  const searched: SearchedText[] = [];
  const unread: string[] = [];
  for (const text of texts) {
    try {
      const occurrences: Occurrence[] = [];
      for (const { editor, text: content } of text.parts) {
        const found = await findInBytes(Buffer.from(content), text.file, isKnown, signal);
        occurrences.push(...found.map((occurrence) => ({ ...occurrence, editor })));
      }
      searched.push({ ...text, occurrences });
    } catch (error) {
      if (!(error instanceof TooManyCandidates)) {
        throw error;
      }
      unread.push(text.path ?? text.file);
    }
  }
  return { searched, unread };
}
