import type { Server } from '../core/server.ts';
import { withProgress } from '../ui/progress.ts';
import type { Parts } from './parts.ts';

/**
 * Runs something that changes a server, then reads that server's list anew: after the work itself, also where the
 * person stopped waiting for it.
 * @throws Cancelled, or what `work` throws
 */
export async function change<Result>(
  { store }: Pick<Parts, 'store'>,
  server: Server,
  title: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return withProgress(title, async (signal) => {
    try {
      return await work(signal);
    } finally {
      void store.reload(server);
    }
  });
}
