import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import type { Pem } from '../influxdb3/listener.ts';
import { serve } from './befall.ts';
import { clientConnection } from './connection.ts';
import { newReport, type Fault, type Report } from './faults.ts';
import type { Target } from './forward.ts';

export interface FaultProxyOptions {
  readonly target: Target;
  /** Listens with TLS, and ends it here. */
  readonly tls?: Pem;
  /** Asked at each connection for which nothing is armed. `refuse` can only be armed. */
  readonly befalls?: () => Fault | undefined;
}

/** How long a connection may take to be over once its client has ended, in milliseconds. */
const patience = 5_000;

/** Stands between a client that opens a connection for each request and a server, and does harm where it is told to. */
export interface FaultProxy {
  readonly url: string;
  /** What befalls the next connection. */
  arm(fault: Fault): Promise<void>;
  /** Waits until all connections are over. @returns what was done since the last time, in order */
  settle(): Promise<Report[]>;
  close(): Promise<void>;
}

export async function startFaultProxy({ target, tls, befalls }: FaultProxyOptions): Promise<FaultProxy> {
  const secureContext = tls === undefined ? undefined : createSecureContext(tls);
  let armed: Fault[] = [];
  let reports: Report[] = [];
  const underWay = new Set<Promise<void>>();
  const server = createServer({ noDelay: true }, (tcp) => {
    tcp.on('error', () => undefined);
    const report = newReport(armed.shift() ?? befalls?.());
    reports.push(report);
    // Where the server itself gives no answer, nobody here does.
    const served: Promise<void> = serve(clientConnection(tcp, secureContext), target, report)
      .catch(() => void tcp.destroy())
      .finally(() => underWay.delete(served));
    underWay.add(served);
  });
  /** Who asks has ended its call: what is not over then has nobody at its other end. */
  const over = async (): Promise<void> => {
    const timer = new AbortController();
    await Promise.race([
      Promise.all(underWay),
      delay(patience, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
    underWay.clear();
  };
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    async arm(fault) {
      if (fault.kind === 'refuse') {
        reports.push({ ...newReport(fault), befellAt: performance.now() });
        server.close();
        await over();
      } else {
        armed.push(fault);
      }
    },
    async settle() {
      await over();
      await (server.listening ? undefined : listen(server, port));
      const settled = reports;
      armed = [];
      reports = [];
      return settled;
    },
    async close() {
      await (server.listening ? once(server.close(), 'close') : undefined);
      await over();
    },
  };
}

/** Tries for a while: in between, the port of a proxy that refused may have become a client's own end. */
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
