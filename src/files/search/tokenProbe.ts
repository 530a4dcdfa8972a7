import { fstatSync } from 'node:fs';
import { isBinary, decodeFile, type FileText } from '../../content/fileText.ts';
import { tokenPrefixes } from '../../content/tokensInText.ts';
import { fillBuffer, withOpenFile } from './openFile.ts';

const chunkLength = 64 * 1024;

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
        if (isBinary(chunk.subarray(0, end))) {
          return false;
        }
        const prefixes = encodedPrefixes(decodeFile(chunk.subarray(0, Math.min(end, 2))).encoding);
        // Chunks overlap, because a prefix may start in one chunk and end in the next.
        const overlap = Math.max(...prefixes.map((bytes) => bytes.length)) - 1;
        for (;;) {
          const bytes = chunk.subarray(0, end);
          if (prefixes.some((prefix) => bytes.includes(prefix))) {
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

function encodedPrefixes(encoding: FileText['encoding']): Buffer[] {
  return tokenPrefixes.map((prefix) => {
    if (encoding === 'oneByte') {
      return Buffer.from(prefix, 'latin1');
    }
    const bytes = Buffer.from(prefix, 'utf16le');
    return encoding === 'utf16le' ? bytes : bytes.swap16();
  });
}
