import * as v from 'valibot';
import type { Server } from './server.ts';
import { normalizeServerUrl } from './serverUrl.ts';

export type ServerMarks = Pick<Server, 'isProduction' | 'isReadOnly'>;

export const unmarked: ServerMarks = { isProduction: false, isReadOnly: false };

/** Any value but `false` counts, because someone who writes `"true"` wants to protect the server. */
const mark = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => value !== undefined && value !== null && value !== false),
  ),
  false,
);

const markedEntry = v.object({ url: v.string(), production: mark, readOnly: mark });

/**
 * A mark in any list counts, so that a workspace can't remove one. An entry that is otherwise invalid or repeated still
 * marks its URL. @param lists values of the setting, unvalidated
 */
export function marksByUrl(lists: readonly unknown[]): ReadonlyMap<string, ServerMarks> {
  const marks = new Map<string, ServerMarks>();
  for (const item of lists.flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []))) {
    const entry = v.safeParse(markedEntry, item);
    const isMarked = entry.success && (entry.output.production || entry.output.readOnly);
    const url = isMarked ? tryNormalize(entry.output.url) : undefined;
    if (isMarked && url !== undefined) {
      const known = marks.get(url) ?? unmarked;
      marks.set(url, {
        isProduction: known.isProduction || entry.output.production,
        isReadOnly: known.isReadOnly || entry.output.readOnly,
      });
    }
  }
  return marks;
}

function tryNormalize(url: string): string | undefined {
  try {
    return normalizeServerUrl(url);
  } catch {
    return undefined;
  }
}
