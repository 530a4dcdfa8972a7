import { open } from 'node:fs/promises';

/** So that a new or removed name survives a power cut. Not every file system can do that. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // What was written to files is synced separately.
  }
}
