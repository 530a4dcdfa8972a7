import * as l10n from '@vscode/l10n';
import type { Server } from '../../core/server/serverList.ts';
import { toError } from '../../core/errors.ts';
import { showFailure } from '../../ui/prompts/failures.ts';
import { showError } from '../../vscode/notify.ts';
import { withProgress } from '../../vscode/progress.ts';
import type { Dependencies } from '../../commands/dependencies.ts';

/**
 * Runs a change after all earlier ones of this window, and then reloads the list, even if the user has canceled.
 * @param work must itself read what it depends on, such as the bearer token: an earlier change may have replaced it
 * @throws Cancelled, or what `work` throws
 */
export async function runServerChange<Result>(
  { store, log }: Pick<Dependencies, 'store' | 'log'>,
  server: Server,
  title: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const runInTurn = (signal: AbortSignal) =>
    store.changeQueue.run(server.url, async () => {
      signal.throwIfAborted();
      try {
        return await work(signal);
      } finally {
        void store.reload(server);
      }
    });
  return withProgress(title, runInTurn, (error) => void showFailure(error, log, title));
}

/** Removes stored data after a successful change. Shows a failure instead of throwing it: the change itself is done. */
export async function removeQuietly({ log }: Pick<Dependencies, 'log'>, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error(`Cleanup failed: ${toError(error).message}`);
    void showError(
      l10n.t(
        "The server completed the operation, but the old token couldn't be deleted from VS Code's secret storage. {0}",
        toError(error).message,
      ),
    );
  }
}
