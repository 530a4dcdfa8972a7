import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { adoptAdminTokenFile } from './adminTokenFile.ts';
import { Catalog } from './catalog.ts';
import { CatalogFile } from './catalogFile.ts';
import { Clock } from './clock.ts';
import { serve, type Exchange } from './exchange.ts';
import { Faults } from './faults.ts';
import { listen, type Listener, type Pem } from './listener.ts';
import { defaultSwitches, productOf, type EnterpriseSwitches, type ProductName } from './product.ts';
import { adoptPermissionTokensFile } from './permissionTokensFile.ts';
import { tokenRows, type TokenRow } from './query/tokenRows.ts';
import { handleRecovery } from './recoveryRoutes.ts';
import { releases, type Release, type ReleaseName } from './release.ts';
import { logEntry, type LoggedRequest } from './requestLog.ts';
import { handleMain, type RouteContext } from './routes.ts';
import { resolveTls, type Tls } from './tls.ts';
import { Users } from './users.ts';

export type OpenRoute = 'ping' | 'health' | 'metrics';

export interface TokenServerOptions {
  product?: ProductName;
  release?: ReleaseName;
  /** Only for Enterprise. */
  switches?: Partial<EnterpriseSwitches>;
  /** Users can sign in. Only for Enterprise. */
  userAuth?: boolean;
  host?: string;
  /** 0, the default, selects a free port. */
  port?: number;
  tls?: false | Tls;
  /** Without it, tokens don't survive a restart. */
  dataDir?: string;
  withoutAuth?: boolean;
  disableAuthz?: readonly OpenRoute[];
  /** Opens the recovery port, with the same TLS settings as the main port. */
  recovery?: { host?: string; port?: number };
  adminTokenFile?: string;
  /** Only for Enterprise. */
  permissionTokensFile?: string;
  clock?: Clock;
}

export interface TokenServer {
  url: string;
  recoveryUrl?: string;
  caPem?: string;
  caFile?: string;
  clusterUuid: string;
  product: ProductName;
  version: string;
  /** All requests so far. Set its length to 0 to clear it. */
  requests: LoggedRequest[];
  tokens(): TokenRow[];
  /** Can be changed at any time. */
  switches: EnterpriseSwitches;
  /** With `userAuth`. */
  users?: Users;
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

export async function startTokenServer(options: TokenServerOptions = {}): Promise<TokenServer> {
  const { host = '127.0.0.1', port = 0, clock = new Clock(), product = 'core' } = options;
  const release = releases[options.release ?? '3.10'];
  const file = options.dataDir === undefined ? undefined : new CatalogFile(options.dataDir);
  const catalog = new Catalog(clock, release, file);
  if (options.adminTokenFile !== undefined) await adoptAdminTokenFile(catalog, options.adminTokenFile);
  if (product === 'enterprise' && options.permissionTokensFile !== undefined) {
    await adoptPermissionTokensFile(catalog, options.permissionTokensFile);
  }
  // Even an empty catalog has a cluster UUID that must survive a restart.
  await catalog.save();

  const tls = await resolveTls(options.tls);
  const shared = { faults: new Faults(), requests: [] as LoggedRequest[], clock };
  const switches = { ...defaultSwitches, ...options.switches };
  const users = options.userAuth === true && product === 'enterprise' ? { users: new Users(clock) } : {};
  const main = await listenMain(host, port, tls?.pem, shared, {
    catalog,
    release,
    product,
    switches,
    ...users,
    withoutAuth: options.withoutAuth ?? false,
    openPaths: (options.disableAuthz ?? []).flatMap((route) => openPaths[route]),
    processId: randomUUID(),
  });
  const recovery = await listenRecovery(options.recovery, host, tls?.pem, shared, catalog, release).catch(
    async (error: unknown) => {
      await main.close();
      throw error;
    },
  );
  return {
    ...shared,
    ...users,
    switches,
    url: main.url,
    ...(recovery === undefined ? {} : { recoveryUrl: recovery.url }),
    ...(tls?.authority ?? {}),
    clusterUuid: catalog.clusterUuid,
    product,
    version: productOf(product, release).version,
    tokens: () => tokenRows({ catalog, product, switches }),
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

type Shared = Pick<TokenServer, 'faults' | 'requests' | 'clock'>;

function listenMain(host: string, port: number, tls: Pem | undefined, shared: Shared, routing: RouteContext) {
  const { sendsClusterUuid } = productOf(routing.product, routing.release);
  const clusterUuid = sendsClusterUuid ? routing.catalog.clusterUuid : undefined;
  return openPort(host, port, tls, shared, 'main', clusterUuid, (request, entry) =>
    handleMain(routing, request, (name) => (entry.authenticatedAs = name)),
  );
}

async function listenRecovery(
  bind: TokenServerOptions['recovery'],
  mainHost: string,
  tls: Pem | undefined,
  shared: Shared,
  catalog: Catalog,
  release: Release,
): Promise<Listener | undefined> {
  if (bind === undefined) return undefined;
  const listener = await openPort(
    bind.host ?? mainHost,
    bind.port ?? 0,
    tls,
    shared,
    'recovery',
    undefined,
    (request) => handleRecovery(catalog, release, request, () => listener.stopListening()),
  );
  return listener;
}

async function openPort(
  host: string,
  port: number,
  tls: Pem | undefined,
  { faults, requests, clock }: Shared,
  name: 'main' | 'recovery',
  clusterUuid: string | undefined,
  respond: Exchange['respond'],
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
    const exchange = { port: name, faults, connections: listener.connections, clusterUuid, log, respond };
    serve(exchange, request, response).catch(() => response.destroy());
  });
  return listener;
}
