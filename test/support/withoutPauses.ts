import * as edits from '../../src/content/edits.ts';
import { searchTokens, type Occurrence } from '../../src/content/foundFile.ts';
import type { ReferenceContext } from '../../src/content/references/environmentReference.ts';
import { locateTokens } from '../../src/content/references/occurrences.ts';
import { detectMix } from '../../src/files/replace/tornFile.ts';
import type { IsKnown } from '../../src/content/tokenAt.ts';
import { withoutPauses } from '../../src/core/pauses.ts';

export const applyEdits = (...given: Parameters<typeof edits.applyEdits>) => withoutPauses(edits.applyEdits(...given));
export const revertEdits = (...given: Parameters<typeof edits.revertEdits>) =>
  withoutPauses(edits.revertEdits(...given));
export const revertChangedFile = (...given: Parameters<typeof edits.revertChangedFile>) =>
  withoutPauses(edits.revertChangedFile(...given));
export const replaceToken = (...given: Parameters<typeof edits.replaceToken>) =>
  withoutPauses(edits.replaceToken(...given));
export const isMixOf = (...given: Parameters<typeof detectMix>) => withoutPauses(detectMix(...given));

export function findOccurrences(
  bytes: Buffer,
  path: string,
  isKnown: IsKnown,
  context: ReferenceContext = {},
): Occurrence[] {
  const found = withoutPauses(searchTokens(bytes, isKnown));
  return found.tokens.length === 0 ? [] : withoutPauses(locateTokens(found, path, context));
}
