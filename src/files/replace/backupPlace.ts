import { dirname, join } from 'node:path';

/** Where the old content of a file is while the file is written. */
export interface BackupPlace {
  /** Without an extension, and different for each file of a rotation. */
  readonly name: string;
  /** A private folder of the extension, for files in folders that can't be written to. */
  readonly ownFolder: string;
}

/** Here, a new file gets its access rights from its folder, which may let more users read it than the original. */
const hasInheritedRights = process.platform === 'win32' || process.platform === 'darwin';

/** A hidden name. No pattern for configuration or environment files matches it and one of the extensions below. */
export function backupName(rotationId: string, index: number): string {
  return `.influxdb3-tokens-${rotationId}-${index}`;
}

/** In the order in which they are tried. */
export function backupFolders(path: string, { ownFolder }: BackupPlace): string[] {
  return hasInheritedRights ? [ownFolder] : [dirname(path), ownFolder];
}

export function backupPath(folder: string, { name }: BackupPlace): string {
  return join(folder, `${name}.bak`);
}

/** Until the backup is complete. Earlier versions wrote the new content of the file under this name. */
export function partialPath(folder: string, { name }: BackupPlace): string {
  return join(folder, `${name}.tmp`);
}
