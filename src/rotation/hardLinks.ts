import type { Edit } from '../content/edits.ts';
import type { FoundFile } from '../content/foundFile.ts';
import type { Choice, FilesPort } from './ports.ts';

/** All names of a file get the edits that were selected for any of them, because it has one content. */
export async function withAllNames({ updates, skipped }: Choice, files: Pick<FilesPort, 'identify'>): Promise<Choice> {
  const editsOf = new Map<string, Map<string, Edit>>();
  const keys = new Map<FoundFile, string>();
  for (const { file } of [...updates, ...skipped]) {
    const identity = file.path === undefined ? undefined : await files.identify(file.path);
    keys.set(file, `${identity ?? file.path ?? file.file}\n${file.fingerprint}`);
  }
  for (const { file, edits } of updates) {
    const key = keys.get(file) ?? '';
    const merged = editsOf.get(key) ?? new Map<string, Edit>();
    // A reference wins, because it leaks nothing.
    edits
      .filter((edit) => edit.reference !== null || !merged.has(keyOf(edit)))
      .forEach((edit) => merged.set(keyOf(edit), edit));
    editsOf.set(key, merged);
  }
  const allEdits = (file: FoundFile) => editsOf.get(keys.get(file) ?? '') ?? new Map<string, Edit>();
  return {
    updates: updates.map(({ file }) => ({ file, edits: [...allEdits(file).values()] })),
    skipped: skipped.filter(({ file }) => file.occurrences.some(({ start }) => !allEdits(file).has(keyOf({ start })))),
  };
}

/** Several lines can be inserted at the end of a file. */
function keyOf({ start, insertion }: Pick<Edit, 'start' | 'insertion'>): string {
  return insertion === undefined ? `${start}` : `${start} ${insertion.before}`;
}
