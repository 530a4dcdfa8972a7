import { applyEdits, revertChangedFile, revertEdits } from '../content/edits.ts';
import { fingerprintInSteps } from '../content/wholeBytes.ts';
import { withPauses } from '../core/pauses.ts';
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
  const write = (bytes: Buffer) => {
    const tokens = next === undefined ? unknownTokens : [next];
    return tokens.map((token) => old && applyEdits(bytes, edits, old, token));
  };
  return rollBack({
    path,
    place,
    isKnown: async (bytes) => [before, after].includes(await withPauses(fingerprintInSteps(bytes))),
    async replacements(backup) {
      const content = await withPauses(fingerprintInSteps(backup));
      const undo = content === after ? revertEdits : revertChangedFile;
      const written: Buffer[] = [];
      for (const work of content === before ? write(backup) : [old && next && undo(backup, edits, old, next)]) {
        const bytes = work && (await withPauses(work));
        written.push(...(bytes === undefined ? [] : [bytes]));
      }
      return written;
    },
  });
}
