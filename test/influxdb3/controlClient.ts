import { request as httpRequest } from 'node:http';
import type { ControlledState } from './control.ts';
import type { Fault, PendingFault } from './faults.ts';
import type { TokenRow } from './query/tokenRows.ts';
import type { LoggedRequest } from './requestLog.ts';

/** A server in another process, as a test steers it through its control port. */
export interface ControlledServer {
  state(): Promise<ControlledState>;
  requests(): Promise<LoggedRequest[]>;
  clearRequests(): Promise<void>;
  tokens(): Promise<TokenRow[]>;
  faults(): Promise<PendingFault[]>;
  addFault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** All three resolve to the server's time afterwards. */
  advanceClock(milliseconds: number): Promise<number>;
  setClock(time: number): Promise<number>;
  freezeClock(frozen: boolean): Promise<number>;
}

/** Steers the server whose control port is at this URL. */
export function controlServer(url: string): ControlledServer {
  const ask = (method: string, path: string, body?: unknown): Promise<unknown> => exchange(url, method, path, body);
  const order = async (method: string, path: string, body?: unknown): Promise<void> => {
    await ask(method, path, body);
  };
  const moveClock = async (order: object): Promise<number> =>
    ((await ask('POST', '/clock', order)) as { now: number }).now;
  return {
    state: async () => (await ask('GET', '/state')) as ControlledState,
    requests: async () => (await ask('GET', '/requests')) as LoggedRequest[],
    clearRequests: () => order('DELETE', '/requests'),
    tokens: async () => (await ask('GET', '/tokens')) as TokenRow[],
    faults: async () => (await ask('GET', '/faults')) as PendingFault[],
    addFault: (fault) => order('POST', '/faults', fault),
    clearFaults: () => order('DELETE', '/faults'),
    advanceClock: (milliseconds) => moveClock({ advance: milliseconds }),
    setClock: (time) => moveClock({ set: time }),
    freezeClock: (frozen) => moveClock({ freeze: frozen }),
  };
}

/** By `node:http`, without keeping connections: the global fetch belongs to whatever is being tested. */
function exchange(base: string, method: string, path: string, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL(path, base), { method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`control port: ${text}`));
      });
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
