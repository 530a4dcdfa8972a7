import { closeSync, constants, fstatSync, open, openSync, read, type Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isVirtual } from '../paths.ts';

const openAsync = promisify(open);
const readAsync = promisify(read);

/** Doesn't block if a pipe has replaced the file. */
const throughLinks = constants.O_RDONLY | constants.O_NONBLOCK;
const withoutLinks = throughLinks | constants.O_NOFOLLOW;
/** In bytes: the most that one read takes, so that a search can be canceled between two. */
const maxReadLength = 4 * 1024 * 1024;

type Use<T> = (descriptor: number) => Promise<T>;

/** The path is a folder, pipe, socket, or device, or the file is too large. */
export class UnsuitableFile extends Error {
  override readonly name = 'UnsuitableFile';
  readonly isFolder: boolean;

  constructor(stats: Stats) {
    super('The file is not a regular file, or it is too large.');
    this.isFolder = stats.isDirectory();
  }
}

export async function withOpenFile<T>(path: string, use: Use<T>): Promise<T> {
  return await useAndClose(await openAsync(path, withoutLinks), use);
}

/** Opens a file that was just read. Synchronous, because Node's threads would compete with ripgrep. */
export async function withCachedFile<T>(path: string, use: Use<T>): Promise<T> {
  return await useAndClose(openSync(path, withoutLinks), use);
}

/** Follows links, but opens no pipe, device, or virtual file, which could block. @param maxSize in bytes @throws UnsuitableFile */
export async function readRegularFile(
  path: string,
  { maxSize, signal }: { readonly maxSize: number; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly bytes: Buffer; readonly stats: Stats }> {
  const found = await stat(path);
  ensureSuitable(found, maxSize);
  if (isVirtual(await realpath(path))) {
    throw new UnsuitableFile(found);
  }
  return await useAndClose(await openAsync(path, throughLinks), async (descriptor) => {
    // Something else may have the path by now.
    const stats = fstatSync(descriptor);
    ensureSuitable(stats, maxSize);
    return { bytes: await readWhole(descriptor, stats.size, signal), stats };
  });
}

/** Reads no more than the file's size when it was opened, unless it's a virtual file, which has none. */
export async function readWhole(descriptor: number, size: number, signal?: AbortSignal): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size > 0 ? size : maxReadLength);
  return bytes.subarray(0, await fillBuffer(descriptor, bytes, 0, Infinity, signal));
}

/** Returns the number of bytes read. Given `stopAfter` (the file's size), most files take a single read. */
export async function fillBuffer(
  descriptor: number,
  buffer: Buffer,
  start = 0,
  stopAfter = Infinity,
  signal?: AbortSignal,
): Promise<number> {
  let filled = 0;
  let lastRead = Infinity;
  while (lastRead > 0 && start + filled < buffer.length && filled < stopAfter) {
    signal?.throwIfAborted();
    const length = Math.min(buffer.length - start - filled, maxReadLength);
    const { bytesRead } = await readAsync(descriptor, buffer, start + filled, length, null);
    lastRead = bytesRead;
    filled += bytesRead;
  }
  return filled;
}

async function useAndClose<T>(descriptor: number, use: Use<T>): Promise<T> {
  try {
    return await use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function ensureSuitable(stats: Stats, maxSize: number): void {
  if (!stats.isFile() || stats.size > maxSize) {
    throw new UnsuitableFile(stats);
  }
}
