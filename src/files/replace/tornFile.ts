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
 * Whether each byte is the one that `before` or `after` has there, as an interrupted write leaves it. After a power cut,
 * pages may be missing, or zero where the file grew. Two values of `after` differ in the bytes that aren't known.
 */
export function isMixOf(bytes: Buffer, before: Buffer, after: readonly Buffer[]): boolean {
  const [first, second = first] = after;
  if (first === undefined || second === undefined) {
    return false;
  }
  const lengths = [before.length, first.length];
  if (bytes.length < Math.min(...lengths) || bytes.length > Math.max(...lengths)) {
    return false;
  }
  const isZeroAfterEnd = (byte: number, at: number) => byte === 0 && at >= before.length;
  return bytes.every(
    (byte, at) => byte === before[at] || byte === first[at] || first[at] !== second[at] || isZeroAfterEnd(byte, at),
  );
}
