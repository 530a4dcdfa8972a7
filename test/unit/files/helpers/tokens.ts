import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint } from '../../../../src/content/wholeBytes.ts';
import type { BackupPlace } from '../../../../src/files/replace/backupPlace.ts';
import type { ReplaceResult } from '../../../../src/files/replace/replaceResult.ts';
import { replaceFile } from '../../../../src/files/replace/replaceFile.ts';
import { rollBack } from '../../../../src/files/replace/rollBack.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { replaceToken } from '../../../support/withoutPauses.ts';

export const oldTokenString = `apiv3_${'o'.repeat(86)}`;
export const newTokenString = `apiv3_${'n'.repeat(86)}`;
const old = new Token(oldTokenString);
const next = new Token(newTokenString);

export const partialName = '.beside.tmp';
export const completeName = '.beside.bak';
export const backupNames: readonly string[] = [partialName, completeName];

export function testPlace(ownFolder = join(tmpdir(), `backups-${process.pid}`)): BackupPlace {
  return { name: '.beside', ownFolder, isNextToFile: true };
}

export function withNewToken(bytes: Buffer): Buffer {
  return replaceToken(bytes, old, next) ?? bytes;
}

export function updateToken(
  path: string,
  bytes: Buffer,
  isUnsaved: (path: string) => boolean = () => false,
  place = testPlace(),
): Promise<ReplaceResult> {
  const update = (found: Buffer) => Promise.resolve(withNewToken(found));
  return replaceFile(path, fingerprint(bytes), fingerprint(withNewToken(bytes)), update, { place, isUnsaved });
}

export function restoreToken(path: string, bytes: Buffer): Promise<ReplaceResult> {
  const undo = (found: Buffer) => Promise.resolve(replaceToken(found, next, old));
  const guard = { place: testPlace(), isUnsaved: () => false };
  return replaceFile(path, fingerprint(withNewToken(bytes)), fingerprint(bytes), undo, guard);
}

export function rollBackUpdate(path: string, bytes: Buffer, place = testPlace()): Promise<string | undefined> {
  return rollBack({
    path,
    place,
    isKnown: (found) => Promise.resolve(found.equals(bytes) || found.equals(withNewToken(bytes))),
    replacements: (backup) => Promise.resolve(backup.equals(bytes) ? [withNewToken(bytes)] : []),
  });
}
