import { errorCode } from '../../core/errors.ts';

/** What happened to one file. Its bytes are unchanged except for 'written' and 'already'. */
export type ReplaceResult =
  | 'written'
  /** The file already contains the new bytes, written by a rotation that crashed. */
  | 'already'
  /** The bytes differ from those that were read, or it is a different file. */
  | 'changed'
  | 'gone'
  | 'readOnly'
  | 'link'
  /** An editor has unsaved changes to the file, and saving them would undo the update. */
  | 'unsaved'
  | 'noSpace'
  | 'failed';

export type NotReplaced = Exclude<ReplaceResult, 'written' | 'already'>;

/** Thrown if a file can't be replaced for a reason that has no system error code. */
export class ReplaceRefused extends Error {
  override readonly name = 'ReplaceRefused';
  readonly result: NotReplaced;

  constructor(result: NotReplaced, options?: ErrorOptions) {
    super(result, options);
    this.result = result;
  }
}

export function replaceResultOf(thrown: unknown): NotReplaced {
  if (thrown instanceof ReplaceRefused) {
    return thrown.result;
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
