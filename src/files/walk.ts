import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { Crew } from './crew.ts';
import { isGone, neverEntered, withSeparator } from './paths.ts';

/** What is told of a tree of folders. Pipes, sockets and devices are not: opening one can wait for ever. */
export interface Visitor {
  /** Left out where only the links are wanted. */
  readonly onFile?: (path: string) => void;
  /** A link, whatever it leads to. It is not followed. */
  readonly onLink: (path: string) => void;
  /** A folder that cannot be read. */
  readonly onUnread: (path: string) => void;
}

/** Has a crew list a folder and all below it, but never `node_modules` nor `.git`. No file is opened. */
export function walk(folder: string, queue: Crew, visitor: Visitor): void {
  queue.add(async () => {
    const entries = await readFolder(folder, visitor);
    const prefix = withSeparator(folder);
    for (const entry of entries) {
      if (entry.isFile()) {
        visitor.onFile?.(prefix + entry.name);
      } else if (entry.isSymbolicLink()) {
        visitor.onLink(prefix + entry.name);
      } else if (entry.isDirectory() && !neverEntered.includes(entry.name)) {
        walk(prefix + entry.name, queue, visitor);
      }
    }
  });
}

async function readFolder(folder: string, { onUnread }: Visitor): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (!isGone(folder, error)) {
      onUnread(folder);
    }
    return [];
  }
}
