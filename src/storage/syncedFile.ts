import { open } from 'node:fs/promises';

const ownerOnly = 0o600;

/** Writes a file that survives a power cut, except for its name. @param flag `wx` fails if the file exists */
export async function writeSynced(path: string, text: string, flag: 'w' | 'wx' = 'w'): Promise<void> {
  const file = await open(path, flag, ownerOnly);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Without this, a power cut can undo a rename. Windows can't open a folder, and some file systems can't sync one. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // The file itself was written.
  }
}
