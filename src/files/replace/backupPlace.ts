import { dirname, join } from 'node:path';

export interface BackupPlace {
  /** Without an extension, and different for each file of a rotation. */
  readonly name: string;
  readonly ownFolder: string;
  readonly isNextToFile: boolean;
}

export function backupPlace(rotationId: string, index: number, ownFolder: string): BackupPlace {
  // On Windows and macOS, a new file inherits access rights from its folder, and the original may have fewer.
  const isNextToFile = process.platform !== 'win32' && process.platform !== 'darwin';
  return { name: `.influxdb3-tokens-${rotationId}-${index}`, ownFolder, isNextToFile };
}

/** In the order in which they are tried. */
export function backupFolders(path: string, { ownFolder, isNextToFile }: BackupPlace): string[] {
  return isNextToFile ? [dirname(path), ownFolder] : [ownFolder];
}

export function backupPath(folder: string, { name }: BackupPlace): string {
  return join(folder, `${name}.bak`);
}

/** Until the backup is complete. Earlier versions wrote the new content of the file under this name. */
export function partialPath(folder: string, { name }: BackupPlace): string {
  return join(folder, `${name}.tmp`);
}
