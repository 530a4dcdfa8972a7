import { Canceled } from '../../core/errors.ts';
import type { Server } from '../../core/server/server.ts';
import { RotationStopped } from '../../rotation/stopped.ts';
import type { HistoryEntry } from '../../storage/history.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';
import { RemedyError, type CheckedChange } from '../remedy.ts';

export type RecordedChange = Pick<HistoryEntry, 'action' | 'token' | 'replaced'> & {
  readonly server: Pick<Server, 'name' | 'url'>;
};

interface Ports {
  readonly person: Pick<Person, 'origin'>;
  readonly servers: Pick<ServerAccess, 'history'>;
}

/**
 * Adds what `work` did to the history, whether it succeeded or not. A change that was canceled before anything was sent
 * isn't added. @param details what is known only from the result, such as the hash of a new token
 */
export async function recorded<Result>(
  change: RecordedChange,
  ports: Ports,
  work: () => Promise<Result>,
  details: (result: Result) => Partial<HistoryEntry> = () => ({}),
): Promise<Result> {
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome !== undefined) {
      await record(change, outcome, ports);
    }
    throw error;
  }
  await record(change, { outcome: 'done', ...details(result) }, ports);
  return result;
}

/** Adds a change of stored data, which can't have an unknown outcome. */
export async function recordDone(change: RecordedChange, ports: Ports): Promise<void> {
  await record(change, { outcome: 'done' }, ports);
}

/** Adds what a check showed about a change whose window was closed before it could be added. */
export async function recordChecked(change: RecordedChange, checked: CheckedChange, ports: Ports): Promise<void> {
  await record(change, checked, ports);
}

async function record(
  { server: { name, url }, token, ...change }: RecordedChange,
  { hash, ...details }: Partial<HistoryEntry> & { readonly hash?: string | undefined },
  { person, servers }: Ports,
): Promise<void> {
  await servers.history.add({
    outcome: 'unknown',
    ...change,
    ...(token === undefined ? {} : { token: hash === undefined ? token : { ...token, hash } }),
    server: { name, url },
    ...details,
    ...person.origin,
  });
}

function outcomeOf(error: unknown): Parameters<typeof record>[1] | undefined {
  if (error instanceof Canceled) {
    return undefined;
  }
  if (error instanceof RotationStopped) {
    const { name, hash } = error.journal.next;
    return { outcome: 'unfinished', token: { name, ...(hash === null ? {} : { hash }) } };
  }
  return error instanceof RemedyError && error.checked !== undefined ? error.checked : { outcome: 'failed' };
}
