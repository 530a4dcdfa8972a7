import { removeSibling, siblingName } from '../files/replace/replaceFile.ts';
import { alreadyRotatingError } from '../rotation/tokenLock.ts';
import type { Journal } from '../rotation/journal.ts';
import type { ServerAccess, TokenUsage } from './ports.ts';

/** Ends a rotation without finishing it. Files and tokens stay as they are. */
export async function discardRotation(
  journal: Journal,
  {
    usage: { rotations },
    servers: { requests },
  }: { readonly usage: Pick<TokenUsage, 'rotations'>; readonly servers: Pick<ServerAccess, 'requests'> },
): Promise<void> {
  const lock = await rotations.lock(journal);
  if (lock === undefined) {
    throw alreadyRotatingError(journal.old.name);
  }
  try {
    const saved = await rotations.read(journal.id);
    for (const [index, { path }] of (saved?.files ?? []).entries()) {
      // A run that was killed may have left the new token in a sibling file that only the journal names.
      await removeSibling(path, siblingName(journal.id, index));
    }
    await rotations.remove(journal.id);
    await requests.endMatching(({ rotation }) => rotation === journal.id);
  } finally {
    await lock.release();
  }
}
