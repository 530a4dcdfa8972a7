import { fingerprint, replaceToken } from '../../../../src/content/edits.ts';
import type { ReplaceResult } from '../../../../src/files/replace/replaceResult.ts';
import { replaceFile } from '../../../../src/files/replace/replaceFile.ts';
import { Token } from '../../../../src/core/token/token.ts';

export const oldTokenString = `apiv3_${'o'.repeat(86)}`;
export const newTokenString = `apiv3_${'n'.repeat(86)}`;
const old = new Token(oldTokenString);
const next = new Token(newTokenString);

export const sibling = '.beside.tmp';

export function withNewToken(bytes: Buffer): Buffer {
  return replaceToken(bytes, old, next) ?? bytes;
}

export function updateToken(
  path: string,
  bytes: Buffer,
  isUnsaved: (path: string) => boolean = () => false,
): Promise<ReplaceResult> {
  return replaceFile(path, fingerprint(bytes), fingerprint(withNewToken(bytes)), withNewToken, sibling, isUnsaved);
}

export function restoreToken(path: string, bytes: Buffer): Promise<ReplaceResult> {
  const undo = (found: Buffer) => replaceToken(found, next, old);
  return replaceFile(path, fingerprint(withNewToken(bytes)), fingerprint(bytes), undo, sibling, () => false);
}
