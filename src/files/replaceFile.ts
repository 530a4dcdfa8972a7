import { lstat, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fingerprint } from '../core/edits.ts';
import { BesideFile } from './besideFile.ts';
import { Original } from './original.ts';
import { outcomeOf, Unwritable, type Outcome } from './outcome.ts';

/**
 * Replaces a file's bytes as one step: whoever looks, and whatever crashes, finds the old bytes or the new ones. Mode
 * and owner stay. No system can compare and rename at once: what another process changes in the instant between
 * the last look and the rename, in which nothing waits, is lost.
 * @param before fingerprint of the bytes as they were read
 * @param after fingerprint of the bytes as they are to be
 * @param transform turns the one into the other; `undefined` where it cannot
 * @param sibling name of the file that is written next to it and renamed over it; see {@link besideName}
 * @returns what became of it: nothing that a file system does is thrown
 */
export async function replaceFile(
  path: string,
  before: string,
  after: string,
  transform: (bytes: Buffer) => Buffer | undefined,
  sibling: string,
): Promise<Outcome> {
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
    await writeAndRename(original, bytes, join(dirname(original.path), sibling));
    return 'written';
  } catch (error) {
    return outcomeOf(error);
  }
}

/** A hidden name, with an ending that no pattern for configuration or environment files loads. */
export function besideName(id: string, index: number): string {
  return `.influxdb3-tokens-${id}-${index}.tmp`;
}

/**
 * Removes what a crash left next to a file; where there is nothing, that is fine.
 * @param path of the file that was to be replaced
 * @throws an error of the file system
 */
export async function removeBeside(path: string, sibling: string): Promise<void> {
  const leftover = join(dirname(path), sibling);
  try {
    if ((await lstat(leftover)).isFile()) {
      await rm(leftover);
    }
  } catch (error) {
    if (outcomeOf(error) !== 'gone') {
      throw error;
    }
  }
}

async function writeAndRename(original: Original, bytes: Buffer, siblingPath: string): Promise<void> {
  const sibling = await BesideFile.create(siblingPath);
  try {
    await sibling.write(bytes);
    await sibling.takeOwnerAndMode(original.stats);
    // From here to the rename nothing waits, so that nothing of this process comes in between either.
    if (!original.stillStands() || !sibling.stillStands()) {
      throw new Unwritable('changed');
    }
    sibling.renameOver(original.path);
  } catch (error) {
    await sibling.drop();
    throw error;
  }
  await sibling.finish();
}
