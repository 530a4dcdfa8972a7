import { sep } from 'node:path';
import type { ConfigFile, Consumer, UpdatedFile, Updates } from '../../content/consumers/consumer.ts';
import { findConsumers, mayDefineConsumers } from '../../content/consumers/findConsumers.ts';
import { decodeFile } from '../../content/fileText.ts';
import { findTokensInText } from '../../content/tokensInText.ts';
import { maxFileSize } from '../../files/search/inspection.ts';
import { readRegularFile } from '../../files/search/openFile.ts';
import { readMatching } from '../../files/search/readMatching.ts';
import { notUpdatedPaths } from '../../rotation/result.ts';
import type { Journal } from '../../rotation/journal.ts';

export interface TokenConsumer extends Pick<Consumer, 'kind' | 'name'> {
  readonly folder: string;
  readonly file: string;
}

export interface TokenConsumers {
  readonly consumers: readonly TokenConsumer[];
  /** Whether everything could be searched. */
  readonly isComplete: boolean;
}

/** In milliseconds. A question waits for the result. */
const timeLimit = 5000;
const defaultLimits = { maxFiles: 2000, maxSize: 256 * 1024 };

type RotatedFiles = Pick<Journal, 'files' | 'folders' | 'next' | 'left'>;

/** Finds the services that read the files that a rotation updated. Never throws, because the list is only a hint. */
export async function tokenConsumers(
  journal: RotatedFiles,
  signal: AbortSignal,
  limits = defaultLimits,
): Promise<TokenConsumers> {
  const updates = await readUpdates(journal);
  if (updates.files.length === 0) {
    return { consumers: [], isComplete: true };
  }
  const until = AbortSignal.any([signal, AbortSignal.timeout(timeLimit)]);
  const folders = journal.folders.map(({ path }) => path);
  const read = await readMatching(folders, mayDefineConsumers, limits, until).catch(() => ({
    files: [],
    isComplete: false,
  }));
  const files = new Map([...read.files, ...updates.files].map((file): [string, ConfigFile] => [file.path, file]));
  const found = await findConsumers([...files.values()], updates, until);
  return {
    consumers: found.map(({ kind, name, definedIn }) => ({ kind, name, ...locate(definedIn.path, journal.folders) })),
    isComplete: read.isComplete && !until.aborted,
  };
}

async function readUpdates({ files, next, left }: RotatedFiles): Promise<Updates> {
  const failed = notUpdatedPaths({ left });
  const references = new Map<string, string[]>();
  const isNew = (text: string) =>
    next.hash !== null &&
    findTokensInText(text, ({ hash }) => hash === next.hash).some(({ token }) => token.hash === next.hash);
  const isNewIn = (text: string) => {
    try {
      return isNew(text);
    } catch {
      // The file has too many candidates, so it wasn't written by hand.
      return false;
    }
  };
  const updated: UpdatedFile[] = [];
  for (const { path, edits } of files.filter((file) => !failed.has(file.path))) {
    try {
      const text = textOf((await readRegularFile(path, { maxSize: maxFileSize })).bytes);
      const slashed = slashedPath(path);
      references.set(
        slashed,
        edits.flatMap(({ reference }) => (reference === null ? [] : [reference.text])),
      );
      updated.push({ path: slashed, text, variables: variablesIn(text, isNew) });
    } catch {
      // The file was moved or deleted since, so nothing reads it.
    }
  }
  return {
    files: updated,
    containsNew: (text, file) => {
      const written = references.get(file.path);
      return written !== undefined && (written.some((reference) => text.includes(reference)) || isNewIn(text));
    },
  };
}

/** As an editor shows it. */
function textOf(bytes: Buffer): string {
  const { characters, encoding } = decodeFile(bytes);
  return (encoding === 'oneByte' ? bytes.toString('utf8') : characters).replace(/^\ufeff/, '');
}

function variablesIn(text: string, isNew: (text: string) => boolean): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name] = /^\s*(?:export\s+)?(\w+)\s*=/.exec(line) ?? [];
    return name !== undefined && isNew(line) ? [name] : [];
  });
}

function locate(path: string, folders: Journal['folders']): { folder: string; file: string } {
  const containing = folders
    .map(({ name, path: folder }) => ({ name, prefix: `${slashedPath(folder).replace(/\/$/, '')}/` }))
    .filter(({ prefix }) => path.startsWith(prefix))
    .sort((one, other) => other.prefix.length - one.prefix.length)[0];
  return containing === undefined
    ? { folder: '', file: path }
    : { folder: containing.name, file: path.slice(containing.prefix.length) };
}

function slashedPath(path: string): string {
  return path.split(sep).join('/');
}
