/** An update of the file was interrupted, and the file can't be restored now. */
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
 * Whether each byte is the one that `before` or `after` has there, as an interrupted write leaves it: after a power
 * cut, pages may have been written in any order. Two values of `after` differ in the bytes that aren't known.
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
  return bytes.every((byte, at) => byte === before[at] || byte === first[at] || first[at] !== second[at]);
}
