import { lstat, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withPauses } from '../../core/pauses.ts';
import { backupPath, partialPath, type BackupPlace } from './backupPlace.ts';
import { Original } from './original.ts';
import { compareContent, overwrite } from './overwrite.ts';
import { replaceResultOf } from './replaceResult.ts';
import { openForReading } from './safeOpen.ts';
import { syncFolder } from './syncFolder.ts';
import { detectMix, TornFileError } from './tornFile.ts';

interface InterruptedUpdate {
  readonly path: string;
  readonly place: BackupPlace;
  /** Whether the update began or ended with these bytes. */
  readonly isKnown: (bytes: Buffer) => Promise<boolean>;
  /** What the update was writing: two versions that differ in the unknown bytes, or none if nothing is known. */
  readonly replacements: (backup: Buffer) => Promise<readonly Buffer[]>;
}

interface ExistingBackup {
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * Restores a half-written file and removes leftovers, unless someone else has changed or removed the file.
 * @returns the path of the backup that then remains @throws TornFileError
 */
export async function rollBack(update: InterruptedUpdate): Promise<string | undefined> {
  const { path, place } = update;
  for (const folder of [dirname(path), place.ownFolder]) {
    await removeIfFile(partialPath(folder, place));
    const backup = await readBackup(backupPath(folder, place));
    if (backup !== undefined) {
      if (!(await settle(update, backup))) {
        return backup.path;
      }
      await rm(backup.path);
      await syncFolder(folder);
    }
  }
  return undefined;
}

/** Returns false if the backup must stay. */
async function settle({ path, isKnown, replacements }: InterruptedUpdate, backup: ExistingBackup): Promise<boolean> {
  try {
    const original = await Original.read(path);
    const { bytes } = original;
    const after = await replacements(backup.bytes);
    const isWhole = [backup.bytes, ...after].some((whole) => whole.equals(bytes));
    if (isWhole || ((await isKnown(bytes)) && (await isKnown(backup.bytes)))) {
      await syncFile(path);
      return true;
    }
    const isMix = await withPauses(detectMix(bytes, backup.bytes, after));
    return isMix && (await restore(original, backup.bytes));
  } catch (error) {
    if (['gone', 'link', 'changed'].includes(replaceResultOf(error))) {
      return false;
    }
    throw new TornFileError(path, backup.path, { cause: error });
  }
}

async function restore(original: Original, before: Buffer): Promise<boolean> {
  const file = await original.openForWriting();
  try {
    await original.compareBytes(file.fd);
    original.assertUnchanged(file.fd);
    await withPauses(overwrite(file.fd, original.bytes, before));
    await file.sync();
    return await withPauses(compareContent(file.fd, before));
  } finally {
    await file.close();
  }
}

/** The process may have been killed before it synced the file. */
async function syncFile(path: string): Promise<void> {
  const file = await openForReading(path);
  try {
    await file.sync();
  } catch (error) {
    // Windows syncs only files that were opened for writing.
    if (replaceResultOf(error) === 'noSpace') {
      throw error;
    }
  } finally {
    await file.close();
  }
}

async function readBackup(path: string): Promise<ExistingBackup | undefined> {
  if (!(await isFile(path))) {
    return undefined;
  }
  const file = await openForReading(path);
  try {
    return { path, bytes: await file.readFile() };
  } finally {
    await file.close();
  }
}

async function removeIfFile(path: string): Promise<void> {
  if (await isFile(path)) {
    await rm(path);
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    if (replaceResultOf(error) === 'gone') {
      return false;
    }
    throw error;
  }
}
