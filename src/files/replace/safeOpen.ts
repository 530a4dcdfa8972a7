import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Doesn't follow links, and doesn't block if a pipe has replaced the file. Windows has neither flag. */
const safeFlags = constants.O_NOFOLLOW | constants.O_NONBLOCK;

export function openForReading(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | safeFlags);
}

export function openForReadingAndWriting(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDWR | safeFlags);
}
