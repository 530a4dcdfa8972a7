import { partLength } from '../../content/wholeBytes.ts';
import type { Steps } from '../../core/pauses.ts';

/** The file is half written, and can't be restored now. */
export class TornFileError extends Error {
  override readonly name = 'TornFileError';
  readonly path: string;
  readonly backup: string;

  constructor(path: string, backup: string, options?: ErrorOptions) {
    super('an interrupted update could not be rolled back', options);
    this.path = path;
    this.backup = backup;
  }
}

/**
 * Whether each byte is from `before` or `after`, as an interrupted write leaves it. After a power cut, bytes may also be
 * zero where the file grew. Where the versions of `after` differ, the byte is unknown, so any is accepted.
 */
export function* detectMix(bytes: Buffer, before: Buffer, after: readonly Buffer[]): Steps<boolean> {
  const [first, second = first] = after;
  if (first === undefined || second === undefined) {
    return false;
  }
  const lengths = [before.length, first.length];
  if (bytes.length < Math.min(...lengths) || bytes.length > Math.max(...lengths)) {
    return false;
  }
  const isZeroAfterEnd = (byte: number, at: number) => byte === 0 && at >= before.length;
  for (let start = 0; start < bytes.length; start += partLength) {
    const part = bytes.subarray(start, start + partLength);
    const isWhole = [before, first].some((whole) => whole.subarray(start, start + part.length).equals(part));
    const isMix = (byte: number, index: number) => {
      const at = start + index;
      return byte === before[at] || byte === first[at] || first[at] !== second[at] || isZeroAfterEnd(byte, at);
    };
    if (!isWhole && !part.every(isMix)) {
      return false;
    }
    yield;
  }
  return true;
}
