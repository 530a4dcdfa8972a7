import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FoundFile } from '../../content/foundFile.ts';

const execFileAsync = promisify(execFile);
const batchSize = 200;
/** In milliseconds. */
const timeLimit = 10_000;

/**
 * Adds the barrier of files that Linux only appends to (`chattr +a`). Only `lsattr` can tell without opening them for
 * writing, which services could notice. Without it, such files are refused when their update is planned.
 */
export async function withAppendOnly(files: readonly FoundFile[], signal: AbortSignal): Promise<readonly FoundFile[]> {
  const paths = files.flatMap(({ path, barrier }) => (barrier === undefined && path !== undefined ? [path] : []));
  if (process.platform !== 'linux' || paths.length === 0) {
    return files;
  }
  const appendOnly = new Set<string | undefined>();
  for (let start = 0; start < paths.length; start += batchSize) {
    const lines = (await listAttributes(paths.slice(start, start + batchSize), signal)).split('\n');
    for (const [, flags = '', path] of lines.map((line) => /^([-A-Za-z]+) (.*)$/.exec(line) ?? [])) {
      if (flags.includes('a')) {
        appendOnly.add(path);
      }
    }
  }
  return files.map((file) => (appendOnly.has(file.path) ? { ...file, barrier: 'readOnly' } : file));
}

async function listAttributes(paths: readonly string[], signal: AbortSignal): Promise<string> {
  try {
    const { stdout } = await execFileAsync('lsattr', ['-d', '--', ...paths], { timeout: timeLimit, signal });
    return stdout;
  } catch (error) {
    signal.throwIfAborted();
    // It fails if one of the files can't be read, but lists the others.
    return error instanceof Error && 'stdout' in error && typeof error.stdout === 'string' ? error.stdout : '';
  }
}
