import { request as httpRequest } from 'node:http';
import type { ServerState } from './control.ts';
import type { EnterpriseSwitches } from './product.ts';
import type { Fault, PendingFault } from './faults.ts';
import type { TokenRow } from './query/tokenRows.ts';
import type { LoggedRequest } from './requestLog.ts';

export interface ControlledServer {
  state(): Promise<ServerState>;
  requests(): Promise<LoggedRequest[]>;
  clearRequests(): Promise<void>;
  tokens(): Promise<TokenRow[]>;
  faults(): Promise<PendingFault[]>;
  addFault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  changeSwitches(changes: Partial<EnterpriseSwitches>): Promise<void>;
  /** Resolves to the server's new time, as do the two below. */
  advanceClock(milliseconds: number): Promise<number>;
  setClock(time: number): Promise<number>;
  freezeClock(frozen: boolean): Promise<number>;
}

export function controlServer(url: string): ControlledServer {
  const request = (method: string, path: string, body?: unknown): Promise<unknown> =>
    sendRequest(url, method, path, body);
  const send = async (method: string, path: string, body?: unknown): Promise<void> => {
    await request(method, path, body);
  };
  const moveClock = async (change: object): Promise<number> =>
    ((await request('POST', '/clock', change)) as { now: number }).now;
  return {
    state: async () => (await request('GET', '/state')) as ServerState,
    requests: async () => (await request('GET', '/requests')) as LoggedRequest[],
    clearRequests: () => send('DELETE', '/requests'),
    tokens: async () => (await request('GET', '/tokens')) as TokenRow[],
    faults: async () => (await request('GET', '/faults')) as PendingFault[],
    addFault: (fault) => send('POST', '/faults', fault),
    clearFaults: () => send('DELETE', '/faults'),
    changeSwitches: (changes) => send('POST', '/switches', changes),
    advanceClock: (milliseconds) => moveClock({ advance: milliseconds }),
    setClock: (time) => moveClock({ set: time }),
    freezeClock: (frozen) => moveClock({ freeze: frozen }),
  };
}

/** Uses `node:http` without keep-alive, because a test may have replaced the global fetch. */
function sendRequest(base: string, method: string, path: string, body: unknown): Promise<unknown> {
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
