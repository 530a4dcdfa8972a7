import { lstat } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import { decodeFile } from '../../content/fileText.ts';
import { composePath } from '../../content/references/idiomOfFile.ts';
import { Original } from '../replace/original.ts';
import { replaceResultOf } from '../replace/replaceResult.ts';
import { barrierOf } from './barrier.ts';

export interface EnvironmentFile {
  readonly path: string;
  /** Relative to the workspace folder of the file that uses it, with `/`. */
  readonly file: string;
  readonly bytes: Buffer;
  /** One character per byte. */
  readonly text: string;
  readonly isWritable: boolean;
}

/** In bytes. */
const maxSize = 64 * 1024;

/**
 * Reads the `.env` beside a file, or else, except for Compose, the one in its workspace folder. Returns `undefined` if there's none, and if it
 * isn't a regular file with ASCII-based text.
 * @param file relative to the workspace folder, with `/`
 */
export async function readEnvironmentFileOf(path: string, file: string): Promise<EnvironmentFile | undefined> {
  const beside = { path: join(dirname(path), '.env'), file: posix.join(posix.dirname(file), '.env') };
  const folder = composePath.test(file) ? undefined : workspaceFolderOf(path, file);
  for (const candidate of folder === undefined ? [beside] : [beside, { path: join(folder, '.env'), file: '.env' }]) {
    const stats = await lstat(candidate.path).catch(() => undefined);
    if (stats !== undefined) {
      const isSuitable = stats.isFile() && stats.size <= maxSize;
      return isSuitable ? read(candidate, barrierOf(candidate.path, stats) === undefined) : undefined;
    }
  }
  return undefined;
}

async function read(
  location: Pick<EnvironmentFile, 'path' | 'file'>,
  isWritable: boolean,
): Promise<EnvironmentFile | undefined> {
  const bytes = await Original.read(location.path).then((original) => original.bytes, replaceResultOf);
  if (typeof bytes === 'string') {
    return undefined;
  }
  const { characters, encoding } = decodeFile(bytes);
  return encoding === 'oneByte' && !characters.includes('\0')
    ? { ...location, bytes, text: characters, isWritable }
    : undefined;
}

function workspaceFolderOf(path: string, file: string): string | undefined {
  return path.split(sep).join('/').endsWith(`/${file}`) ? path.slice(0, -file.length - 1) || sep : undefined;
}
