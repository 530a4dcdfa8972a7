import { readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from './findings.ts';
import { evidenceOfFile } from './profileFiles.ts';

/** Reads each file in a folder whenever it changes. The result ends this, and returns what was read. */
export function recordTemporaryFiles(folder: string): () => Evidence[] {
  const contents = new Map<string, Set<string>>();
  const watcher = watch(folder, { recursive: true, persistent: false }, (_, path) => {
    if (path !== null) read(path);
  });
  watcher.on('error', () => undefined);
  const read = (path: string): void => {
    try {
      const text = readFileSync(join(folder, path)).toString('latin1');
      const known = contents.get(path) ?? new Set();
      contents.set(path, known.add(text));
    } catch {
      // A folder, a socket, or a file that's gone already.
    }
  };
  return () => {
    watcher.close();
    return [...contents].flatMap(([path, texts]) =>
      [...texts].flatMap((text) => evidenceOfFile(`tmp/${path}`, Buffer.from(text, 'latin1'))),
    );
  };
}
