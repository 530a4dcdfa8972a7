import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { adoptAdminTokenFile } from './adminTokenFile.ts';
import { Catalog } from './catalog.ts';
import { CatalogFile } from './catalogFile.ts';
import { Clock } from './clock.ts';
import { serve, type Exchange } from './exchange.ts';
import { Faults } from './faults.ts';
import { listen, type Listener, type Pem } from './listener.ts';
import { tokenRow, type TokenRow } from './query/tokenRows.ts';
import { answerRecovery } from './recoveryRoutes.ts';
import { releases, type Release, type ReleaseName } from './release.ts';
import { logEntry, type LoggedRequest } from './requestLog.ts';
import { answerMain, type Routing } from './routes.ts';
import { resolveTls, type Tls } from './tls.ts';

/** Routes that `--disable-authz` can open. */
export type OpenRoute = 'ping' | 'health' | 'metrics';

export interface TokenServerOptions {
  release?: ReleaseName;
  host?: string;
  /** 0, as without it, is any free one. */
  port?: number;
  tls?: false | Tls;
  /** Where tokens survive a restart; without it they are in memory only. */
  dataDir?: string;
  withoutAuth?: boolean;
  disableAuthz?: readonly OpenRoute[];
  /** Opens the recovery port, with the same TLS as the main one. */
  recovery?: { host?: string; port?: number };
  /** A file with a token made elsewhere. */
  adminTokenFile?: string;
  clock?: Clock;
}

/** A running server. */
export interface TokenServer {
  url: string;
  recoveryUrl?: string;
  /** With a self-made certificate: the authority to trust, as text and in a file. */
  caPem?: string;
  caFile?: string;
  clusterUuid: string;
  version: string;
  /** All requests so far. Empty it by setting its length to 0. */
  requests: LoggedRequest[];
  /** The tokens, as the list shows them. */
  tokens(): TokenRow[];
  clock: Clock;
  faults: Faults;
  readonly openConnections: number;
  close(): Promise<void>;
}

const openPaths: Record<OpenRoute, string[]> = {
  ping: ['/ping'],
  health: ['/health', '/api/v1/health'],
  metrics: ['/metrics'],
};

/** Starts a server that answers as InfluxDB 3 Core's token API does. */
export async function startTokenServer(options: TokenServerOptions = {}): Promise<TokenServer> {
  const { host = '127.0.0.1', port = 0, clock = new Clock() } = options;
  const release = releases[options.release ?? '3.10'];
  const file = options.dataDir === undefined ? undefined : new CatalogFile(options.dataDir);
  const catalog = new Catalog(clock, release, file);
  if (options.adminTokenFile !== undefined) await adoptAdminTokenFile(catalog, options.adminTokenFile);
  // Even an empty catalog has an identity, which has to be the same after a restart.
  await catalog.save();

  const tls = await resolveTls(options.tls);
  const common = { faults: new Faults(), requests: [] as LoggedRequest[], clock };
  const main = await listenMain(host, port, tls?.pem, common, {
    catalog,
    release,
    withoutAuth: options.withoutAuth ?? false,
    openPaths: (options.disableAuthz ?? []).flatMap((route) => openPaths[route]),
    processId: randomUUID(),
  });
  const recovery = await listenRecovery(options.recovery, host, tls?.pem, common, catalog, release).catch(
    async (error: unknown) => {
      await main.close();
      throw error;
    },
  );
  return {
    ...common,
    url: main.url,
    ...(recovery === undefined ? {} : { recoveryUrl: recovery.url }),
    ...(tls?.authority ?? {}),
    clusterUuid: catalog.clusterUuid,
    version: release.version,
    tokens: () => catalog.tokens.map(tokenRow),
    get openConnections() {
      return main.connections.count + (recovery?.connections.count ?? 0);
    },
    async close() {
      await Promise.all([main.close(), recovery?.close()]);
      await file?.settled();
      tls?.cleanUp();
    },
  };
}

type Common = Pick<TokenServer, 'faults' | 'requests' | 'clock'>;

function listenMain(host: string, port: number, tls: Pem | undefined, common: Common, routing: Routing) {
  const clusterUuid = routing.release.sendsClusterUuid ? routing.catalog.clusterUuid : undefined;
  return open(host, port, tls, common, 'main', clusterUuid, (asked, entry) =>
    answerMain(routing, asked, (token) => (entry.authenticatedAs = token.name)),
  );
}

async function listenRecovery(
  bind: TokenServerOptions['recovery'],
  mainHost: string,
  tls: Pem | undefined,
  common: Common,
  catalog: Catalog,
  release: Release,
): Promise<Listener | undefined> {
  if (bind === undefined) return undefined;
  const listener = await open(bind.host ?? mainHost, bind.port ?? 0, tls, common, 'recovery', undefined, (asked) =>
    answerRecovery(catalog, release, asked, () => listener.stopListening()),
  );
  return listener;
}

async function open(
  host: string,
  port: number,
  tls: Pem | undefined,
  { faults, requests, clock }: Common,
  name: 'main' | 'recovery',
  clusterUuid: string | undefined,
  answer: Exchange['answer'],
): Promise<Listener> {
  const log = (request: IncomingMessage, connection: number): LoggedRequest => {
    const { method = '', url: target = '', httpVersion } = request;
    const { authorization } = request.headers;
    const arrival = { at: clock.now(), port: name, httpVersion, connection, method, target, authorization };
    const entry = logEntry((requests.at(-1)?.number ?? 0) + 1, arrival);
    requests.push(entry);
    return entry;
  };
  const listener = await listen(host, port, tls, (request, response) => {
    const exchange = { port: name, faults, connections: listener.connections, clusterUuid, log, answer };
    serve(exchange, request, response).catch(() => response.destroy());
  });
  return listener;
}
