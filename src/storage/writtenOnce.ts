import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '../core/l10n.ts';
import { errorCode, UserError } from '../core/errors.ts';
import { syncFolder, writeSynced } from './syncedFile.ts';

export interface WrittenOnceFormat {
  readonly pattern: RegExp;
  /** Of a complete file. Another window may still be writing a shorter one, so that's read again several times. */
  readonly length: number;
}

const maxReads = 10;
/** In milliseconds. */
const readDelay = 20;
const maxFiles = 10;
const corrupt = Symbol('corrupt');

/**
 * Creates the file if it's missing. A file never changes, so concurrent calls return the same text. A file in another
 * format (corrupt, or from a newer version) is left alone, and the next numbered file (`file.1`, `file.2`) is used.
 */
export async function writeOnce(file: string, format: WrittenOnceFormat, text: string): Promise<string> {
  for (const path of numberedPaths(file)) {
    const written = (await readWhenComplete(path, format)) ?? (await create(path, format, text));
    if (written !== corrupt) {
      return written;
    }
  }
  const name = basename(file);
  throw new UserError(l10n.t('The "{0}" files in "{1}" are corrupt. Delete them and try again.', name, dirname(file)));
}

/** Returns `undefined` if the file is missing, or all files are corrupt. @throws system errors */
export async function readWrittenOnce(file: string, format: WrittenOnceFormat): Promise<string | undefined> {
  for (const path of numberedPaths(file)) {
    const written = await readWhenComplete(path, format);
    if (written !== corrupt) {
      return written;
    }
  }
  return undefined;
}

function numberedPaths(file: string): string[] {
  return Array.from({ length: maxFiles }, (_, number) => (number === 0 ? file : `${file}.${number}`));
}

async function create(path: string, format: WrittenOnceFormat, text: string): Promise<string | typeof corrupt> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.new`;
  try {
    await writeSynced(temporary, text, 'wx');
    // Creating a link is atomic, and fails if another window was first.
    await link(temporary, path).catch((error: unknown) => createWithoutLink(path, text, error));
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
  await syncFolder(dirname(dirname(path)));
  const written = await readWhenComplete(path, format);
  if (written === undefined) {
    throw new UserError(l10n.t('The file "{0}" was deleted while it was being created. Try again.', path));
  }
  return written;
}

/** Some file systems have no links. On those, another window may see the file before it contains the text. */
async function createWithoutLink(path: string, text: string, error: unknown): Promise<void> {
  if (errorCode(error) === 'EEXIST') {
    return;
  }
  try {
    await writeSynced(path, text, 'wx');
  } catch (writeError) {
    if (errorCode(writeError) !== 'EEXIST') {
      await rm(path, { force: true });
      throw writeError;
    }
  }
}

async function readWhenComplete(path: string, format: WrittenOnceFormat): Promise<string | typeof corrupt | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const text = await readText(path);
    if (text === undefined || format.pattern.test(text)) {
      return text;
    }
    if (text.length >= format.length || attempt === maxReads) {
      return corrupt;
    }
    await sleep(readDelay);
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    // An unreadable file still exists, and a new one would contradict it.
    if (errorCode(error) !== 'ENOENT') {
      throw error;
    }
    return undefined;
  }
}
