import * as l10n from '../core/l10n.ts';
import { displayName } from '../core/token/tokenName.ts';
import { UserError } from '../core/errors.ts';
import type { Journal, JournalFile, SkippedFile } from './journal.ts';
import type { FoundFile } from '../content/foundFile.ts';
import type { RotationPorts } from './ports.ts';
import { isRefused, listSoon, rejectedError } from './listing.ts';
import { ensureQueryAllowed } from './realUse.ts';
import { rollBackFile, type RollBackProblem } from './rollingBack.ts';
import { withAllNames } from './hardLinks.ts';
import { filesWithToken, readStoredToken } from './tokens.ts';

/** Also checks that the new token works. */
export async function chooseOccurrences(
  journal: Journal,
  ports: RotationPorts,
): Promise<Pick<Journal, 'files' | 'left'>> {
  const { secrets, files: port, person } = ports;
  const next = await readStoredToken(journal.next, secrets);
  const listed = await listSoon(next, ports);
  if (isRefused(listed, journal)) {
    throw listed === 'notAllowed' ? notAllowedError(journal) : rejectedError(journal.next);
  }
  await ensureQueryAllowed(next, journal, ports);
  if (journal.old.hash === null) {
    return { files: [], left: [] };
  }
  const old = await readStoredToken(journal.old, secrets);
  const found = filesWithToken(old.hash, (await port.search()).files);
  if (found.length === 0) {
    return { files: [], left: [] };
  }
  const choice = await withAllNames(await person.chooseOccurrences(found, journal), port);
  const files: JournalFile[] = [];
  const left: SkippedFile[] = choice.skipped.map(({ file, reason, wasSelected }) => ({
    ...locationOf(file),
    reason,
    wanted: wasSelected,
  }));
  for (const { file, edits } of choice.updates) {
    const planned = await port.planUpdate(file, edits, old, next);
    if (typeof planned === 'string') {
      left.push({ ...locationOf(file), reason: planned, wanted: true });
    } else {
      files.push(planned);
    }
  }
  return { files, left };
}

/** All admin tokens can list tokens, so something is wrong if a new one can't. */
function notAllowedError({ next }: Journal): UserError {
  return new UserError(
    l10n.t(
      'The server doesn\'t allow the new token "{0}" to list tokens, so the old token isn\'t deleted. Check whether a proxy is blocking the request, and then finish or undo the rotation.',
      displayName(next.name),
    ),
  );
}

/** Skips files that an earlier run finished. @returns files that failed @throws UserError if one is half written */
export async function updateFiles(
  how: 'write' | 'restore',
  journal: Journal,
  ports: RotationPorts,
): Promise<SkippedFile[]> {
  const { files, secrets, signal } = ports;
  const skipped: SkippedFile[] = [];
  if (journal.files.length === 0) {
    return skipped;
  }
  const old = await readStoredToken(journal.old, secrets);
  // If the new token is missing, no file contains it (otherwise it would have been recovered), so only references are
  // restored.
  const stored = how === 'restore' ? await secrets.findByHash(journal.next.hash ?? '') : undefined;
  const next = stored ?? (how === 'restore' ? old : await readStoredToken(journal.next, secrets));
  for (const [index, file] of journal.files.entries()) {
    signal.throwIfAborted();
    const before = await rollBackFile(index, journal, ports);
    const result = before?.reason ?? (await files[how](journal.id, index, file, old, next));
    if (result !== 'written' && result !== 'already') {
      const problem = before ?? (await rollBackFile(index, journal, ports));
      skipped.push({ ...locationOf(file), reason: result, wanted: true, ...backupOf(problem) });
    }
  }
  return skipped;
}

function locationOf({
  folder,
  file,
  path,
}: Pick<FoundFile, 'folder' | 'file' | 'path'>): Omit<SkippedFile, 'reason' | 'wanted'> {
  return { folder, file, path: path ?? null };
}

function backupOf(problem: RollBackProblem | undefined): Pick<SkippedFile, 'backup'> {
  return problem?.backup === undefined ? {} : { backup: problem.backup };
}
