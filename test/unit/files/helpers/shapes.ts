import { fingerprint } from '../../../../src/content/wholeBytes.ts';
import type { BackupPlace } from '../../../../src/files/replace/backupPlace.ts';
import type { ReplaceResult } from '../../../../src/files/replace/replaceResult.ts';
import { replaceFile } from '../../../../src/files/replace/replaceFile.ts';
import { rollBack } from '../../../../src/files/replace/rollBack.ts';
import { testPlace, newTokenString, oldTokenString } from './tokens.ts';

/** What the token in a file becomes. */
export const shapes = {
  'same length': newTokenString,
  shorter: '${TOKEN}',
  /** As a line that is added to an env file. */
  appended: `A_TOKEN=${newTokenString}\n`,
  longer: `${newTokenString} # ${'x'.repeat(6000)}`,
} as const;

export type Shape = keyof typeof shapes;

export function reshaped(bytes: Buffer, shape: Shape): Buffer {
  if (shape === 'appended') {
    return Buffer.concat([bytes, Buffer.from(shapes.appended)]);
  }
  return Buffer.from(bytes.toString('latin1').replace(oldTokenString, shapes[shape]), 'latin1');
}

export function updateAs(shape: Shape, path: string, bytes: Buffer, place = testPlace()): Promise<ReplaceResult> {
  const wanted = reshaped(bytes, shape);
  return replaceFile(path, fingerprint(bytes), fingerprint(wanted), () => Promise.resolve(wanted), {
    place,
    isUnsaved: () => false,
  });
}

export function rollBackAs(
  shape: Shape,
  path: string,
  bytes: Buffer,
  place: BackupPlace = testPlace(),
): Promise<string | undefined> {
  const wanted = reshaped(bytes, shape);
  return rollBack({
    path,
    place,
    isKnown: (found) => Promise.resolve(found.equals(bytes) || found.equals(wanted)),
    replacements: (backup) => Promise.resolve(backup.equals(bytes) ? [wanted] : []),
  });
}
