import * as vscode from 'vscode';
import { withoutLinks } from '../core/plainText.ts';
import { Cancelled, toError } from '../core/userError.ts';
import { showError } from './notify.ts';

/** What takes longer than this gets a progress that can be cancelled. */
const patience = 500;

/**
 * Runs `work`, with a progress notification when it takes over half a second. Cancelling ends the wait at once and
 * tells `work` through its signal; what `work` cannot stop any more, because it was sent, goes on to its end, and is
 * heard of again only if it fails.
 * @param tellLate tells of a failure that came when the person did not wait any more
 * @throws Cancelled, or what `work` throws
 */
export async function withProgress<Result>(
  title: string,
  work: (signal: AbortSignal) => Promise<Result>,
  tellLate: (error: Error) => void = showUnlessCancelled,
): Promise<Result> {
  const abort = new AbortController();
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  const running = work(abort.signal);
  const settled = running.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => {
    const options = { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
    void vscode.window.withProgress(options, async (_progress, token) => {
      const listener = token.onCancellationRequested(() => {
        const reason = new Cancelled();
        running.catch((thrown: unknown) => tellLate(toError(thrown)));
        reject(reason);
        abort.abort(reason);
      });
      await Promise.race([settled, cancelled.catch(() => undefined)]);
      listener.dispose();
    });
  }, patience);
  try {
    return await Promise.race([running, cancelled]);
  } finally {
    clearTimeout(timer);
  }
}

function showUnlessCancelled(error: Error): void {
  if (!(error instanceof Cancelled)) {
    void showError(error.message);
  }
}
