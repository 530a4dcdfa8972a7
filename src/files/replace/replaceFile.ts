import type { FileHandle } from 'node:fs/promises';
import { fingerprint } from '../../content/edits.ts';
import { Backup } from './backup.ts';
import type { BackupPlace } from './backupPlace.ts';
import { Original } from './original.ts';
import { overwrite, readAll } from './overwrite.ts';
import { replaceResultOf, ReplaceRefused, type ReplaceResult } from './replaceResult.ts';
import { isMixOf } from './tornFile.ts';

/**
 * Replaces a file's bytes in place: rights, attributes, and links stay. A crash leaves a backup, which `rollBack` reads.
 * No system can compare and write in one step, so a change by another process between the last check and the write is
 * lost. `before` and `after` are fingerprints. `isUnsaved` is called with the file's path right before the write.
 */
export async function replaceFile(
  path: string,
  before: string,
  after: string,
  transform: (bytes: Buffer) => Buffer | undefined,
  place: BackupPlace,
  isUnsaved: (path: string) => boolean,
): Promise<ReplaceResult> {
  try {
    const original = await Original.read(path);
    const current = fingerprint(original.bytes);
    if (current === after) {
      return 'already';
    }
    const bytes = current === before ? transform(original.bytes) : undefined;
    if (bytes === undefined || fingerprint(bytes) !== after) {
      return 'changed';
    }
    await writeWithBackup(original, bytes, place, isUnsaved);
    return 'written';
  } catch (error) {
    return replaceResultOf(error);
  }
}

async function writeWithBackup(
  original: Original,
  bytes: Buffer,
  place: BackupPlace,
  isUnsaved: (path: string) => boolean,
): Promise<void> {
  const file = await original.openForWriting();
  try {
    const backup = await Backup.create(original, place);
    let hasBegun = false;
    try {
      // Everything up to the write is synchronous, so that no other code of this process runs in between.
      original.assertUnchanged(file.fd);
      if (!backup.isInPlace()) {
        throw new ReplaceRefused('changed');
      }
      if (isUnsaved(original.path)) {
        throw new ReplaceRefused('unsaved');
      }
      hasBegun = true;
      overwrite(file.fd, original.bytes, bytes);
      if (!readAll(file.fd).equals(bytes)) {
        throw new ReplaceRefused('changed');
      }
      await file.sync();
    } catch (error) {
      await (!hasBegun || (await restore(file, original.bytes, bytes)) ? backup.remove() : backup.close());
      throw error;
    }
    await backup.remove();
  } finally {
    await file.close();
  }
}

async function restore(file: FileHandle, before: Buffer, after: Buffer): Promise<boolean> {
  try {
    const current = readAll(file.fd);
    if (!isMixOf(current, before, [after])) {
      return false;
    }
    overwrite(file.fd, current, before);
    await file.sync();
    return readAll(file.fd).equals(before);
  } catch {
    // The backup stays, and the next attempt restores the file from it.
    return false;
  }
}
