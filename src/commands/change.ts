import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server.ts';
import { toError } from '../core/userError.ts';
import { tellFailure } from '../ui/failures.ts';
import { showError } from '../ui/notify.ts';
import { withProgress } from '../ui/progress.ts';
import type { Parts } from './parts.ts';

/**
 * Runs something that changes a server when nothing else does in this window, then reads that server's list anew: after
 * the work itself, also where the person stopped waiting for it.
 * @param work reads what it depends on, such as the bearer token, itself: what came before it may have changed that
 * @throws Cancelled, or what `work` throws
 */
export async function change<Result>(
  { store, log }: Pick<Parts, 'store' | 'log'>,
  server: Server,
  title: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const inTurn = (signal: AbortSignal) =>
    store.turns.take(server.url, async () => {
      signal.throwIfAborted();
      try {
        return await work(signal);
      } finally {
        void store.reload(server);
      }
    });
  return withProgress(title, inTurn, (error) => void tellFailure(error, log, title));
}

/** Tidies up here after the server did its work: whatever fails now is told, but does not make that a failure. */
export async function cleanUp({ log }: Pick<Parts, 'log'>, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error(`Cleanup failed: ${toError(error).message}`);
    void showError(
      l10n.t(
        "The server completed the operation, but the old token couldn't be removed from VS Code's secret storage. {0}",
        toError(error).message,
      ),
    );
  }
}
