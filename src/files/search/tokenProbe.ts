import { fstatSync } from 'node:fs';
import { maxFragmentLength, mayContainToken } from '../../content/tokenFragments.ts';
import { fillBuffer, withOpenFile } from './openFile.ts';

const chunkLength = 64 * 1024;
/** In bytes. Chunks overlap, because a fragment may start in one chunk and end in the next. */
const overlap = 2 * maxFragmentLength;

/** Checks whether files may contain tokens. Reads in chunks, so that a large file is never entirely in memory. */
export class TokenProbe {
  readonly #signal: AbortSignal;
  /** Reused, because allocating a buffer for each of 100,000 files would be slow. */
  readonly #freeChunks: Buffer[] = [];

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async mayContainToken(path: string): Promise<boolean> {
    const chunk = this.#freeChunks.pop() ?? Buffer.allocUnsafe(chunkLength);
    try {
      return await withOpenFile(path, async (file) => {
        const stats = fstatSync(file);
        // Virtual files, such as those in /proc, have no size.
        let end = stats.isFile() ? await fillBuffer(file, chunk, 0, stats.size > 0 ? stats.size : Infinity) : 0;
        for (;;) {
          if (mayContainToken(chunk.toString('latin1', 0, end))) {
            return true;
          }
          if (end < chunk.length) {
            return false;
          }
          this.#signal.throwIfAborted();
          chunk.copyWithin(0, end - overlap, end);
          end = overlap + (await fillBuffer(file, chunk, overlap));
        }
      });
    } finally {
      this.#freeChunks.push(chunk);
    }
  }
}
