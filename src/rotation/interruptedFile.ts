import { applyEdits, fingerprint, replaceToken, revertEdits } from '../content/edits.ts';
import { Token } from '../core/token/token.ts';
import type { BackupPlace } from '../files/replace/backupPlace.ts';
import { rollBack } from '../files/replace/rollBack.ts';
import type { JournalFile } from './journal.ts';

/** Tokens as a server creates them, which differ in all characters and also in their base64 and hexadecimal forms. */
const unknownTokens = ['-', 'R'].map((character) => new Token(`apiv3_${character.repeat(86)}`));

/**
 * Undoes an update of the file that a crash interrupted.
 * @param old `undefined` if it isn't stored; the same for `next`
 * @returns the path of the backup if someone else changed the file since. Both stay as they are.
 * @throws TornFileError if the file is half written and can't be restored
 */
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
          : // The undo was interrupted. It also restores tokens in files that changed since the update.
            [old && next && (content === after ? revertEdits : revertTokens)(backup, edits, old, next)];
      return written.filter((bytes) => bytes !== undefined);
    },
  });
}

function revertTokens(bytes: Buffer, _edits: JournalFile['edits'], old: Token, next: Token): Buffer | undefined {
  return replaceToken(bytes, next, old);
}
