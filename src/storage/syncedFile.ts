import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

const ownerOnly = 0o600;

/** Its content survives a power failure; its name needs {@link syncFolder}. @param flag `wx` fails if the file exists */
export async function writeSynced(path: string, text: string, flag: 'w' | 'wx' = 'w'): Promise<void> {
  const file = await open(path, flag, ownerOnly);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Its content and its name survive a power failure once this resolves. Until then, the file can be incomplete. */
export async function createSynced(path: string, temporary: string, text: string): Promise<void> {
  const file = await open(temporary, 'w', ownerOnly);
  try {
    await file.writeFile(text);
    await rename(temporary, path);
    // At the same time, so that most file systems write to the disk only once.
    await Promise.all([file.sync(), syncFolder(dirname(path))]);
  } finally {
    await file.close();
  }
}

/** Keeps a power failure from undoing a rename. Windows and some file systems don't support this. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // The file itself was written.
  }
}
