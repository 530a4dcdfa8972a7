import * as vscode from 'vscode';
import { errorText } from '../core/errorText.ts';
import type { DisplayText } from '../core/l10n.ts';
import { withoutLinks } from '../core/plainText.ts';
import { Canceled, toError } from '../core/errors.ts';
import { showError } from './notify.ts';

/** In milliseconds. Progress is shown only for longer work. */
const progressDelay = 500;

/** Canceling rejects at once and aborts the signal. A sent request completes, and `onLateFailure` gets its error. */
export async function withProgress<Result>(
  title: DisplayText,
  work: (signal: AbortSignal) => Promise<Result>,
  onLateFailure: (error: Error) => void = showUnlessCanceled,
): Promise<Result> {
  const abort = new AbortController();
  const { promise: canceled, reject } = Promise.withResolvers<never>();
  const running = work(abort.signal);
  const settled = running.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => {
    const options = { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
    void vscode.window.withProgress(options, async (_progress, token) => {
      const listener = token.onCancellationRequested(() => {
        const reason = new Canceled();
        running.catch((thrown: unknown) => onLateFailure(toError(thrown)));
        reject(reason);
        abort.abort(reason);
      });
      await Promise.race([settled, canceled.catch(() => undefined)]);
      listener.dispose();
    });
  }, progressDelay);
  try {
    return await Promise.race([running, canceled]);
  } finally {
    clearTimeout(timer);
  }
}

function showUnlessCanceled(error: Error): void {
  if (!(error instanceof Canceled)) {
    void showError(errorText(error));
  }
}
