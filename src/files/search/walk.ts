import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { WorkQueue } from './workQueue.ts';
import { isMissing, excludedFolders, withSeparator } from '../paths.ts';

/** Receives the contents of a folder tree. Pipes and devices are unread, because opening one can block forever. */
export interface Visitor {
  readonly onFile?: (path: string) => void;
  readonly onLink: (path: string) => void;
  readonly onUnread: (path: string) => void;
}

export function walk(folder: string, queue: WorkQueue, visitor: Visitor): void {
  queue.add(async () => {
    const entries = await readFolder(folder, visitor);
    const prefix = withSeparator(folder);
    for (const entry of entries) {
      if (entry.isFile()) {
        visitor.onFile?.(prefix + entry.name);
      } else if (entry.isSymbolicLink()) {
        visitor.onLink(prefix + entry.name);
      } else if (entry.isDirectory() && !excludedFolders.includes(entry.name)) {
        walk(prefix + entry.name, queue, visitor);
      } else if (entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice()) {
        visitor.onUnread(prefix + entry.name);
      }
    }
  });
}

async function readFolder(folder: string, { onUnread }: Visitor): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (!isMissing(folder, error)) {
      onUnread(folder);
    }
    return [];
  }
}
