import { type Edit } from '../content/edits.ts';
import { fingerprint } from '../content/wholeBytes.ts';
import type { FoundFile } from '../content/foundFile.ts';
import { environmentInsertion } from '../content/references/environmentInsertion.ts';
import { readEnvironmentFileOf, type EnvironmentFile } from '../files/search/environmentFile.ts';
import type { Choice } from './ports.ts';

/** A variable that selected references read, and that an env file could set to the new token. */
export interface MissingValue {
  readonly environmentFile: FoundFile;
  readonly variable: string;
  readonly edit: Edit;
  /** The files with the references. */
  readonly readers: readonly FoundFile[];
}

interface EnvironmentFileGuard {
  readonly isUnsaved: (path: string) => boolean;
  readonly isIgnoredByGit: (path: string) => Promise<boolean>;
}

/** Any token string of the server does, because it decides only whether quotes are needed. */
const placeholder = 'apiv3_';
/** What a journal accepts. */
const suitableVariable = /^(?!apiv3_)[A-Za-z_]\w{0,99}$/;

export async function findMissingValues(choice: Choice, guard: EnvironmentFileGuard): Promise<MissingValue[]> {
  const planner = new ValuePlanner(choice, guard);
  for (const { file, edits } of choice.updates) {
    const variables = edits.flatMap(({ reference }) =>
      reference?.readsEnvFile === true ? (reference.variable ?? []) : [],
    );
    for (const variable of new Set(variables.filter((one) => suitableVariable.test(one)))) {
      await planner.plan(file, variable);
    }
  }
  return planner.values;
}

/** Env files come first, so that a reference never reads a variable that isn't set yet. */
export function withValues({ updates, skipped }: Choice, values: readonly MissingValue[]): Choice {
  const editsOf = new Map(values.map(({ environmentFile }): [FoundFile, Edit[]] => [environmentFile, []]));
  values.forEach(({ environmentFile, edit }) => editsOf.get(environmentFile)?.push(edit));
  const edited = updates.filter(({ file }) => editsOf.has(file));
  edited.forEach(({ file, edits }) => editsOf.get(file)?.unshift(...edits));
  return {
    updates: [
      ...[...editsOf].map(([file, edits]) => ({ file, edits })),
      ...updates.filter(({ file }) => !editsOf.has(file)),
    ],
    skipped,
  };
}

class ValuePlanner {
  readonly #choice: Choice;
  readonly #guard: EnvironmentFileGuard;
  readonly #values = new Map<string, MissingValue>();
  /** Each env file that can be updated, with the lines that are planned, by path. */
  readonly #files = new Map<string, { readonly found: FoundFile; readonly length: number; text: string } | undefined>();

  constructor(choice: Choice, guard: EnvironmentFileGuard) {
    this.#choice = choice;
    this.#guard = guard;
  }

  get values(): MissingValue[] {
    return [...this.#values.values()];
  }

  async plan(reader: FoundFile, variable: string): Promise<void> {
    const read = reader.path === undefined ? undefined : await readEnvironmentFileOf(reader.path, reader.file);
    if (read === undefined || read.path === reader.path) {
      return;
    }
    const key = `${read.path}\n${variable}`;
    const planned = this.#values.get(key);
    if (planned !== undefined) {
      this.#values.set(key, { ...planned, readers: [...planned.readers, reader] });
      return;
    }
    const file = await this.#open(read, reader);
    const insertion = file && environmentInsertion(file.text, variable, placeholder);
    if (file === undefined || insertion === undefined) {
      return;
    }
    const { start, before, after } = insertion;
    const isAtEnd = start === file.text.length;
    const edit: Edit = {
      start: isAtEnd ? file.length : start,
      writing: { form: 'plain' },
      reference: null,
      insertion: { before, after },
    };
    if (isAtEnd) {
      file.text += before + placeholder + after;
    }
    this.#values.set(key, { environmentFile: file.found, variable, edit, readers: [reader] });
  }

  async #open(read: EnvironmentFile, reader: FoundFile) {
    const { path, text } = read;
    if (!this.#files.has(path)) {
      const found = this.#foundFile(read, reader);
      const isSuitable = found !== undefined && read.isWritable && !this.#guard.isUnsaved(path);
      const isOpened = isSuitable && (await this.#guard.isIgnoredByGit(path));
      this.#files.set(path, isOpened ? { found, length: text.length, text } : undefined);
    }
    return this.#files.get(path);
  }

  #foundFile({ path, file, bytes }: EnvironmentFile, { folder }: FoundFile): FoundFile | undefined {
    const current = fingerprint(bytes);
    const found = [...this.#choice.updates, ...this.#choice.skipped].find((one) => one.file.path === path)?.file;
    if (found === undefined) {
      return { folder, file, path, fingerprint: current, occurrences: [], barrier: undefined };
    }
    return found.barrier === undefined && found.fingerprint === current ? found : undefined;
  }
}
