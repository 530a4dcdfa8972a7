import { fingerprint, replaceToken } from '../../../../src/core/edits.ts';
import type { Outcome } from '../../../../src/files/outcome.ts';
import { replaceFile } from '../../../../src/files/replaceFile.ts';
import { Token } from '../../../../src/core/token.ts';

export const oldTokenString = `apiv3_${'o'.repeat(86)}`;
export const newString = `apiv3_${'n'.repeat(86)}`;
const old = new Token(oldTokenString);
const next = new Token(newString);

export const beside = '.beside.tmp';

export function renewed(bytes: Buffer): Buffer {
  return replaceToken(bytes, old, next) ?? bytes;
}

/** Replaces the old token in a file that is expected to contain `bytes`. */
export function renew(path: string, bytes: Buffer): Promise<Outcome> {
  return replaceFile(path, fingerprint(bytes), fingerprint(renewed(bytes)), renewed, beside);
}

/** Restores the old token in a file that contained `bytes`. */
export function putBack(path: string, bytes: Buffer): Promise<Outcome> {
  const undo = (found: Buffer) => replaceToken(found, next, old);
  return replaceFile(path, fingerprint(renewed(bytes)), fingerprint(bytes), undo, beside);
}
