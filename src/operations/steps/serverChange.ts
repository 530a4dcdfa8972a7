import * as l10n from '../../core/l10n.ts';
import { errorText } from '../../core/errorText.ts';
import type { Server } from '../../core/server/server.ts';
import { toError } from '../../core/errors.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
}

/** Runs one change at a time. `work` must read the token itself, because an earlier change may replace it. */
export async function runServerChange<Result>(
  server: Server,
  title: l10n.DisplayText,
  { person, servers: { store } }: Ports,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return person.progress(title, (signal) =>
    store.changeQueue.run(server.url, async () => {
      signal.throwIfAborted();
      try {
        return await work(signal);
      } finally {
        void store.reload(server);
      }
    }),
  );
}

/** Removes stored data after a change on the server: a failure is shown, but doesn't fail the operation. */
export async function cleanUp({ person, servers: { log } }: Ports, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error(`Cleanup failed: ${toError(error).message}`);
    person.warn(
      l10n.t(
        "The server completed the operation, but the token couldn't be deleted from VS Code's secret storage. {0}",
        l10n.own(errorText(error)),
      ),
    );
  }
}
