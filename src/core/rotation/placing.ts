import * as l10n from '@vscode/l10n';
import { shownName } from '../tokenName.ts';
import { UserError } from '../userError.ts';
import type { Journal, JournalFile, Left } from './journal.ts';
import type { FoundFile } from '../foundFile.ts';
import type { RotationPorts } from './ports.ts';
import { filesHolding, stringOf } from './strings.ts';

/**
 * Tries the new token, has the person choose the places, and reads each file once more to know what it is to become.
 * @throws Cancelled; UserError when the server does not take the new token; what a port throws
 */
export async function choosePlaces(journal: Journal, ports: RotationPorts): Promise<Pick<Journal, 'files' | 'left'>> {
  const { server, secrets, files: port, person } = ports;
  const next = await stringOf(journal.next, secrets);
  if ((await server.list(next)) === 'notAuthenticated') {
    throw new UserError(l10n.t('The server rejected the new token "{0}".', shownName(journal.next.name)));
  }
  if (journal.old.hash === null) {
    return { files: [], left: [] };
  }
  const old = await stringOf(journal.old, secrets);
  const holding = filesHolding(old.hash, (await port.search()).files);
  if (holding.length === 0) {
    return { files: [], left: [] };
  }
  const choice = await person.choosePlaces(holding, journal);
  const files: JournalFile[] = [];
  const left: Left[] = choice.left.map(({ file, reason, wanted }) => ({ ...placeOf(file), reason, wanted }));
  for (const { file, edits } of choice.chosen) {
    const planned = await port.plan(file, edits, old, next);
    if (typeof planned === 'string') {
      left.push({ ...placeOf(file), reason: planned, wanted: true });
    } else {
      files.push(planned);
    }
  }
  return { files, left };
}

/**
 * Has each file rewritten, or its old bytes put back; where an earlier run has done so, that is found. What a crash
 * left beside a file goes first, and a file for which that is refused does not keep the others from it.
 * @returns the files that could not be
 */
export async function inEachFile(how: 'write' | 'restore', journal: Journal, ports: RotationPorts): Promise<Left[]> {
  const { files, secrets, signal } = ports;
  const left: Left[] = [];
  if (journal.files.length === 0) {
    return left;
  }
  const old = await stringOf(journal.old, secrets);
  const next = await stringOf(journal.next, secrets);
  for (const [index, file] of journal.files.entries()) {
    signal.throwIfAborted();
    const isTidy = await files.tidy(journal.id, index, file).then(
      () => true,
      () => false,
    );
    const outcome = isTidy ? await files[how](journal.id, index, file, old, next) : 'failed';
    if (outcome !== 'written' && outcome !== 'already') {
      left.push({ ...placeOf(file), reason: outcome, wanted: true });
    }
  }
  return left;
}

function placeOf({ folder, file, path }: Pick<FoundFile, 'folder' | 'file' | 'path'>): Omit<Left, 'reason' | 'wanted'> {
  return { folder, file, path: path ?? null };
}
