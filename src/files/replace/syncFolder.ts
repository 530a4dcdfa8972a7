import { open } from 'node:fs/promises';

/** Without this, a power cut can undo a rename. Not every file system can do it. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // Files are synced separately.
  }
}
