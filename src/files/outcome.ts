/** What became of one file. Everything but 'written' and 'already' left its bytes as they were. */
export type Outcome =
  | 'written'
  /** It holds the new bytes: a rotation that crashed wrote them before. */
  | 'already'
  /** It holds other bytes than those that were read, or is another file by now. */
  | 'changed'
  | 'gone'
  | 'readOnly'
  /** A second name elsewhere would go on holding the old bytes. */
  | 'hardLink'
  | 'link'
  | 'noSpace'
  | 'failed';

/** Stops the writing of a file for a reason that no error code tells. */
export class Unwritable extends Error {
  override readonly name = 'Unwritable';
  readonly outcome: Outcome;

  constructor(outcome: Outcome, options?: ErrorOptions) {
    super(outcome, options);
    this.outcome = outcome;
  }
}

/** What an error of the file system means for a file. @throws whatever else was thrown */
export function outcomeOf(thrown: unknown): Outcome {
  if (thrown instanceof Unwritable) {
    return thrown.outcome;
  }
  switch (errorCode(thrown)) {
    case undefined:
      throw thrown;
    case 'ENOSPC':
    case 'EDQUOT':
      return 'noSpace';
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'readOnly';
    case 'ENOENT':
    case 'ENOTDIR':
      return 'gone';
    case 'ELOOP':
      return 'link';
    default:
      return 'failed';
  }
}

/** The code of an error of the system, such as `ENOENT`. */
export function errorCode(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
