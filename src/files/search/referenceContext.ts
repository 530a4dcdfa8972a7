import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReferenceContext } from '../../content/references/environmentReference.ts';
import { loadParser } from '../../content/references/parsers.ts';
import { readEnvironmentFile, type EnvironmentFile } from '../../content/references/tokenVariables.ts';

/** In bytes. */
const maxEnvironmentFileSize = 64 * 1024;

/** What a reference in a file depends on: its language, and the variables that `.env` in the same folder sets. */
export async function referenceContextOf(path: string): Promise<ReferenceContext> {
  const [parser, environmentFile] = await Promise.all([
    loadParser(path),
    environmentFileIn(join(dirname(path), '.env')),
  ]);
  return { parser, environmentFile };
}

/** Without a file that can be read, no variable is known. */
async function environmentFileIn(path: string): Promise<EnvironmentFile> {
  try {
    const stats = await lstat(path);
    const isReadable = stats.isFile() && stats.size <= maxEnvironmentFileSize;
    return readEnvironmentFile(isReadable ? await readFile(path, 'latin1') : '');
  } catch {
    return new Map();
  }
}
