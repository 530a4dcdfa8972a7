import type { FileHandle } from 'node:fs/promises';
import { fingerprintInSteps } from '../../content/wholeBytes.ts';
import { withPauses } from '../../core/pauses.ts';
import { Backup } from './backup.ts';
import type { BackupPlace } from './backupPlace.ts';
import { Original } from './original.ts';
import { compareContent, overwrite, readAll } from './overwrite.ts';
import { replaceResultOf, ReplaceRefused, type ReplaceResult } from './replaceResult.ts';
import { detectMix } from './tornFile.ts';

export interface FileGuard {
  readonly place: BackupPlace;
  /** Called with the file's path right before the write. */
  readonly isUnsaved: (path: string) => boolean;
  /** Has no effect after the write has begun. */
  readonly signal?: AbortSignal;
}

/**
 * Replaces a file's bytes in place: rights, attributes, and links stay. A crash leaves a backup, which `rollBack` reads.
 * No system can compare and write in one step, so a change by another process between the last check and the write is
 * lost. `before` and `after` are fingerprints. @throws the signal's reason
 */
export async function replaceFile(
  path: string,
  before: string,
  after: string,
  transform: (bytes: Buffer) => Promise<Buffer | undefined>,
  guard: FileGuard,
): Promise<ReplaceResult> {
  const { signal } = guard;
  try {
    const original = await Original.read(path);
    const current = await withPauses(fingerprintInSteps(original.bytes), signal);
    if (current === after) {
      return 'already';
    }
    const bytes = current === before ? await transform(original.bytes) : undefined;
    if (bytes === undefined || (await withPauses(fingerprintInSteps(bytes), signal)) !== after) {
      return 'changed';
    }
    await writeWithBackup(original, bytes, guard);
    return 'written';
  } catch (error) {
    return replaceResultOf(error);
  }
}

async function writeWithBackup(
  original: Original,
  bytes: Buffer,
  { place, isUnsaved, signal }: FileGuard,
): Promise<void> {
  const file = await original.openForWriting();
  try {
    const backup = await Backup.create(original, place);
    let hasBegun = false;
    try {
      await original.compareBytes(file.fd, signal);
      // Everything up to the write is synchronous, so that no other code of this process runs in between.
      original.assertUnchanged(file.fd);
      if (!backup.isInPlace()) {
        throw new ReplaceRefused('changed');
      }
      if (isUnsaved(original.path)) {
        throw new ReplaceRefused('unsaved');
      }
      hasBegun = true;
      await withPauses(overwrite(file.fd, original.bytes, bytes));
      if (!(await withPauses(compareContent(file.fd, bytes)))) {
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
    const current = await withPauses(readAll(file.fd));
    if (!(await withPauses(detectMix(current, before, [after])))) {
      return false;
    }
    await withPauses(overwrite(file.fd, current, before));
    await file.sync();
    return await withPauses(compareContent(file.fd, before));
  } catch {
    // The backup stays, and the next attempt restores the file from it.
    return false;
  }
}
