import { closeSync, constants, open, openSync, read } from 'node:fs';
import { promisify } from 'node:util';

const openAsync = promisify(open);
const readAsync = promisify(read);

/** Only read, no link, and without the endless wait that opening a pipe is, should one have taken a file's place. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

type Use<T> = (descriptor: number) => Promise<T>;

/** Opens a file, does something with its descriptor and closes it. @throws what the file system says, or `use` */
export async function withOpenFile<T>(path: string, use: Use<T>): Promise<T> {
  return await useAndClose(await openAsync(path, flags), use);
}

/**
 * The same for a file that was read a moment ago, by whoever it was. Opening it at once is many times faster then
 * than waking up another thread to do it, which has to share the processor with ripgrep.
 */
export async function withFileAtHand<T>(path: string, use: Use<T>): Promise<T> {
  return await useAndClose(openSync(path, flags), use);
}

async function useAndClose<T>(descriptor: number, use: Use<T>): Promise<T> {
  try {
    return await use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads on in a file until `buffer` is full from `start` on, or the file is at its end.
 * @param stopAfter when so many bytes are read, the file's end is not asked for: most files are read at one go then
 * @returns how many bytes were read
 */
export async function fill(descriptor: number, buffer: Buffer, start = 0, stopAfter = Infinity): Promise<number> {
  let filled = 0;
  let lastRead = Infinity;
  while (lastRead > 0 && start + filled < buffer.length && filled < stopAfter) {
    const { bytesRead } = await readAsync(descriptor, buffer, start + filled, buffer.length - start - filled, null);
    lastRead = bytesRead;
    filled += bytesRead;
  }
  return filled;
}
