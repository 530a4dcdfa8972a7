import type { Reference } from '../content/edits.ts';
import { readEnvironmentFile } from '../content/references/tokenVariables.ts';
import { readEnvironmentFileOf } from '../files/search/environmentFile.ts';
import type { Journal, JournalFile } from './journal.ts';
import { notUpdatedPaths } from './result.ts';

export interface UnsetVariable {
  readonly variable: string;
  /** The files whose references read it. */
  readonly files: readonly Pick<JournalFile, 'folder' | 'file'>[];
}

/** Variables that updated files read now, unless an env file that's known to be read sets them to the new token. */
export async function unsetVariables({
  files,
  next,
  left,
}: Pick<Journal, 'files' | 'next' | 'left'>): Promise<UnsetVariable[]> {
  const failed = notUpdatedPaths({ left });
  const unset = new Map<string, JournalFile[]>();
  for (const file of files.filter(({ path }) => !failed.has(path))) {
    const variables = new Set(file.edits.flatMap(({ reference }) => variableIn(reference) ?? []));
    const readsEnvFile = file.edits.some(({ reference }) => reference?.readsEnvFile === true);
    const environment = readsEnvFile ? await readEnvironmentFileOf(file.path, file.file) : undefined;
    const values = readEnvironmentFile(environment?.text ?? '');
    for (const variable of variables) {
      if (next.hash === null || values.get(variable) !== next.hash) {
        unset.set(variable, [...(unset.get(variable) ?? []), file]);
      }
    }
  }
  return [...unset].map(([variable, readers]) => ({
    variable,
    files: readers.map(({ folder, file }) => ({ folder, file })),
  }));
}

/** Journals of earlier versions have only some variables. */
function variableIn(reference: Reference | null): string | undefined {
  return reference?.variable ?? /(?<![A-Za-z0-9_])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)/.exec(reference?.text ?? '')?.[0];
}
