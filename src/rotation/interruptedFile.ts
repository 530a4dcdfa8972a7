import { applyEdits, fingerprint, revertChangedFile, revertEdits } from '../content/edits.ts';
import { Token } from '../core/token/token.ts';
import type { BackupPlace } from '../files/replace/backupPlace.ts';
import { rollBack } from '../files/replace/rollBack.ts';
import type { JournalFile } from './journal.ts';

/** Stand-ins for a lost token, which differ in every character, also in base64. */
const unknownTokens = ['-', 'R'].map((character) => new Token(`apiv3_${character.repeat(86)}`));

/** As {@link rollBack}. A token that isn't stored is `undefined`. */
export async function rollBackFile(
  file: JournalFile,
  old: Token | undefined,
  next: Token | undefined,
  place: BackupPlace,
): Promise<string | undefined> {
  const { path, before, after, edits } = file;
  return rollBack({
    path,
    place,
    isKnown: (bytes) => [before, after].includes(fingerprint(bytes)),
    replacements(backup) {
      const content = fingerprint(backup);
      const written =
        content === before
          ? (next === undefined ? unknownTokens : [next]).map((token) => old && applyEdits(backup, edits, old, token))
          : // An undo was interrupted.
            [old && next && (content === after ? revertEdits : revertChangedFile)(backup, edits, old, next)];
      return written.filter((bytes) => bytes !== undefined);
    },
  });
}
