import { checkCluster } from '../../influxdb/probe.ts';
import type { Connection } from '../../servers/connections.ts';

/** Opens and checks the connection while the user is prompted. A failure is shown when the connection is needed. */
export async function whileConnecting<Result>(
  { endpoint }: Connection,
  prompt: () => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController();
  checkCluster(endpoint, abort).catch(() => undefined);
  try {
    return await prompt();
  } catch (error) {
    abort.abort();
    throw error;
  }
}
