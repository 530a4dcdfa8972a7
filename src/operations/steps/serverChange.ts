import * as l10n from '@vscode/l10n';
import type { Server } from '../../core/server/server.ts';
import { toError } from '../../core/errors.ts';
import type { NewToken } from '../../influxdb/decode.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';
import { recorded, type RecordedChange } from './recordedChange.ts';
import { assertWritable } from './writableServer.ts';

export interface ServerChange extends Omit<RecordedChange, 'server'> {
  readonly server: Server;
  readonly title: string;
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
}

/**
 * Runs one change at a time, and adds it to the history. `work` must read the token itself, because an earlier change
 * may replace it. @throws ReadOnlyError
 */
export async function runServerChange<Result extends NewToken | undefined>(
  change: ServerChange,
  ports: Ports,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return runServerCheck(change, ports, async (signal) => {
    assertWritable(change.server, ports.servers);
    return work(signal);
  });
}

/** Checks the outcome of an earlier change, whose response was lost. Changes nothing on the server. */
export async function runServerCheck<Result extends NewToken | undefined>(
  { title, ...change }: ServerChange,
  ports: Ports,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { server } = change;
  const { store } = ports.servers;
  return ports.person.progress(title, (signal) =>
    store.changeQueue.run(server.url, async () => {
      signal.throwIfAborted();
      try {
        return await recorded(change, ports, () => work(signal), tokenOf);
      } finally {
        void store.reload(server);
      }
    }),
  );
}

function tokenOf(created: NewToken | undefined) {
  return created === undefined ? {} : { token: { name: created.name, hash: created.token.hash } };
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
        toError(error).message,
      ),
    );
  }
}
