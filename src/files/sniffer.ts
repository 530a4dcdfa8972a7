import { fstatSync } from 'node:fs';
import { isBinary, textOfFile, type FileText } from '../core/fileText.ts';
import { tokenBeginnings } from '../core/tokensInText.ts';
import { fill, withOpenFile } from './openFile.ts';

const pieceLength = 64 * 1024;

/** Tells whether files may hold tokens, piece by piece, so that a large one is never in memory as a whole. */
export class Sniffer {
  readonly #signal: AbortSignal;
  /** Pieces that nobody reads into at the moment: a new one for each of 100,000 files would be costly. */
  readonly #free: Buffer[] = [];

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Whether a text file holds what a token begins with.
   * @throws what the file system says, or the signal's reason
   */
  async mayHoldToken(path: string): Promise<boolean> {
    const piece = this.#free.pop() ?? Buffer.allocUnsafe(pieceLength);
    try {
      return await withOpenFile(path, async (file) => {
        const stats = fstatSync(file);
        // Files of systems that make them up while they are read have no size.
        let end = stats.isFile() ? await fill(file, piece, 0, stats.size > 0 ? stats.size : Infinity) : 0;
        if (isBinary(piece.subarray(0, end))) {
          return false;
        }
        const wanted = beginningsIn(textOfFile(piece.subarray(0, Math.min(end, 2))).encoding);
        // So much of each piece is looked at again with the next one: a beginning may lie across the cut.
        const kept = Math.max(...wanted.map((bytes) => bytes.length)) - 1;
        for (;;) {
          const bytes = piece.subarray(0, end);
          if (wanted.some((beginning) => bytes.includes(beginning))) {
            return true;
          }
          if (end < piece.length) {
            return false;
          }
          this.#signal.throwIfAborted();
          piece.copyWithin(0, end - kept, end);
          end = kept + (await fill(file, piece, kept));
        }
      });
    } finally {
      this.#free.push(piece);
    }
  }
}

function beginningsIn(encoding: FileText['encoding']): Buffer[] {
  return tokenBeginnings.map((beginning) => {
    if (encoding === 'oneByte') {
      return Buffer.from(beginning, 'latin1');
    }
    const bytes = Buffer.from(beginning, 'utf16le');
    return encoding === 'utf16le' ? bytes : bytes.swap16();
  });
}
