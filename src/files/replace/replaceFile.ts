import { lstat, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fingerprint } from '../../content/edits.ts';
import { SiblingFile } from './siblingFile.ts';
import { Original } from './original.ts';
import { replaceResultOf, ReplaceRefused, type ReplaceResult } from './replaceResult.ts';

/**
 * Replaces a file's bytes atomically and keeps its mode and owner: readers see either the old or the new bytes, even
 * after a crash. No system can compare and rename in one step, so a change by another process between the last check
 * and the rename is lost. `before` and `after` are fingerprints, and `sibling` is the name of a temporary file.
 * `isUnsaved` is called with the file's path right before the rename.
 */
export async function replaceFile(
  path: string,
  before: string,
  after: string,
  transform: (bytes: Buffer) => Buffer | undefined,
  sibling: string,
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
    await writeAndRename(original, bytes, join(dirname(original.path), sibling), isUnsaved);
    return 'written';
  } catch (error) {
    return replaceResultOf(error);
  }
}

/** A hidden name, with an extension that no pattern for configuration or environment files matches. */
export function siblingName(id: string, index: number): string {
  return `.influxdb3-tokens-${id}-${index}.tmp`;
}

/** Removes the temporary file that a crash may have left next to the file at `path`. */
export async function removeSibling(path: string, sibling: string): Promise<void> {
  const leftover = join(dirname(path), sibling);
  try {
    if ((await lstat(leftover)).isFile()) {
      await rm(leftover);
    }
  } catch (error) {
    if (replaceResultOf(error) !== 'gone') {
      throw error;
    }
  }
}

async function writeAndRename(
  original: Original,
  bytes: Buffer,
  siblingPath: string,
  isUnsaved: (path: string) => boolean,
): Promise<void> {
  const sibling = await SiblingFile.create(siblingPath);
  try {
    await sibling.write(bytes);
    await sibling.copyOwnerAndMode(original.stats);
    // Everything up to the rename is synchronous, so that no other code of this process runs in between.
    if (!original.isUnchanged() || !sibling.isUnchanged()) {
      throw new ReplaceRefused('changed');
    }
    if (isUnsaved(original.path)) {
      throw new ReplaceRefused('unsaved');
    }
    sibling.renameOver(original.path);
  } catch (error) {
    await sibling.discard();
    throw error;
  }
  await sibling.finish();
}
