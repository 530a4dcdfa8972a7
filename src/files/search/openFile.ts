import { closeSync, constants, open, openSync, read } from 'node:fs';
import { promisify } from 'node:util';

const openAsync = promisify(open);
const readAsync = promisify(read);

/** Doesn't follow links, and doesn't block if a pipe has replaced the file. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

type Use<T> = (descriptor: number) => Promise<T>;

export async function withOpenFile<T>(path: string, use: Use<T>): Promise<T> {
  return await useAndClose(await openAsync(path, flags), use);
}

/** Opens a file that was just read. Synchronous, because Node's threads would compete with ripgrep. */
export async function withCachedFile<T>(path: string, use: Use<T>): Promise<T> {
  return await useAndClose(openSync(path, flags), use);
}

async function useAndClose<T>(descriptor: number, use: Use<T>): Promise<T> {
  try {
    return await use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Returns the number of bytes read. Given `stopAfter` (the file's size), most files take a single read. */
export async function fillBuffer(descriptor: number, buffer: Buffer, start = 0, stopAfter = Infinity): Promise<number> {
  let filled = 0;
  let lastRead = Infinity;
  while (lastRead > 0 && start + filled < buffer.length && filled < stopAfter) {
    const { bytesRead } = await readAsync(descriptor, buffer, start + filled, buffer.length - start - filled, null);
    lastRead = bytesRead;
    filled += bytesRead;
  }
  return filled;
}
