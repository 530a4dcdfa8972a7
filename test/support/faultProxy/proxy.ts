import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import type { Pem } from '../influxdb3/listener.ts';
import { serveConnection } from './serveConnection.ts';
import { acceptClient, type ClientConnection } from './connection.ts';
import { newReport, type Fault, type FaultReport } from './faults.ts';
import type { Target } from './forward.ts';

export interface FaultProxyOptions {
  readonly target: Target;
  readonly tls?: Pem;
  /** Chooses the fault of each request for which none is armed. It can't choose `refuse`. */
  readonly chooseFault?: () => Fault | undefined;
}

/** How long a connection may stay open after its client is done. */
const closeMilliseconds = 5_000;

/** A proxy that injects faults between a server and a client that waits for each response. Reports are per request. */
export interface FaultProxy {
  readonly url: string;
  arm(fault: Fault): Promise<void>;
  /** Waits until all connections are closed. Resolves to the reports since the last call, in order. */
  takeReports(): Promise<FaultReport[]>;
  close(): Promise<void>;
}

export async function startFaultProxy({ target, tls, chooseFault }: FaultProxyOptions): Promise<FaultProxy> {
  const secureContext = tls === undefined ? undefined : createSecureContext(tls);
  let armedFaults: Fault[] = [];
  let reports: FaultReport[] = [];
  const openConnections = new Set<Promise<void>>();
  const clients = new Set<ClientConnection>();
  const nextReport = (): FaultReport => {
    const report = newReport(armedFaults.shift() ?? chooseFault?.());
    reports.push(report);
    return report;
  };
  const server = createServer({ noDelay: true }, (tcp) => {
    tcp.on('error', () => undefined);
    const client = acceptClient(tcp, secureContext);
    clients.add(client);
    // If the server itself doesn't respond, the proxy doesn't either.
    const served: Promise<void> = serveConnection(client, target, { first: nextReport(), next: nextReport })
      .catch(() => void tcp.destroy())
      .finally(() => {
        clients.delete(client);
        openConnections.delete(served);
      });
    openConnections.add(served);
  });
  /** Callers are done with their requests, so a connection that is still open then has no client. */
  const waitForConnections = async (): Promise<void> => {
    const timer = new AbortController();
    const closeIdle = () => [...clients].filter(({ isIdle }) => isIdle).forEach(({ tcp }) => tcp.destroy());
    closeIdle();
    // A connection becomes idle shortly after its client received the response.
    const idleTimer = setInterval(closeIdle, 5);
    await Promise.race([
      Promise.all(openConnections),
      delay(closeMilliseconds, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
    clearInterval(idleTimer);
    openConnections.clear();
  };
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    async arm(fault) {
      if (fault.kind === 'refuse') {
        reports.push({ ...newReport(fault), injectedAt: performance.now() });
        server.close();
        await waitForConnections();
      } else {
        armedFaults.push(fault);
      }
    },
    async takeReports() {
      await waitForConnections();
      if (!server.listening) {
        await listen(server, port);
      }
      const finished = reports;
      armedFaults = [];
      reports = [];
      return finished;
    },
    async close() {
      const closed = server.listening ? once(server.close(), 'close') : undefined;
      await waitForConnections();
      await closed;
    },
  };
}

/** Retries, because while a proxy refuses, its port may be in use as the local port of a client. */
async function listen(server: Server, port: number, attempts = 50): Promise<void> {
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch (error) {
    if (attempts === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') {
      throw error;
    }
    await delay(20);
    await listen(server, port, attempts - 1);
  }
}
