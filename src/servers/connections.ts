import type { Logger } from '../core/logger.ts';
import type { Server } from '../core/server/server.ts';
import { isSentInTheClear, serverIdentity } from '../core/server/serverUrl.ts';
import { missingApprovals, type MissingApproval, type RequestedApprovals } from '../core/server/approvals.ts';
import { Authorities } from '../influxdb/transport/authorities.ts';
import { fetchClusterId } from '../influxdb/probe.ts';
import { Channel } from '../influxdb/transport/channel.ts';
import type { ClusterId } from '../influxdb/transport/clusterId.ts';
import { IdleConnections } from '../influxdb/transport/idleConnections.ts';
import type { CallOptions, Endpoint } from '../influxdb/transport/endpoint.ts';
import { proxyFor } from '../influxdb/transport/proxy.ts';
import { readCaFile } from '../storage/readCaFile.ts';
import type { NetworkSettings } from '../core/server/networkSettings.ts';
import type { ApprovalStore } from '../storage/approvalStore.ts';
import { ClusterCheck, SignInGuard } from './clusterCheck.ts';

/** What's needed to send requests to a server. Nothing may be sent while `missingApprovals` isn't empty. */
export interface Connection {
  readonly server: Server;
  readonly identity: string;
  /** For all requests of one operation, which share a connection. It may have been open since an earlier operation. */
  readonly endpoint: Endpoint;
  readonly signIn: { readonly endpoint: Endpoint; readonly guard: SignInGuard };
  readonly requested: RequestedApprovals;
  readonly missingApprovals: readonly MissingApproval[];
  /** True if the URL was approved before its certificate file could be read. */
  readonly isTlsUnapproved: boolean;
  /** Sends no token, and uses a connection of its own. */
  fetchClusterId(options?: CallOptions): Promise<ClusterId>;
  /** Each request to the recovery port uses its own connection. */
  recoveryEndpoint(url: string): Endpoint;
}

export interface ConnectionSettings {
  readonly network: NetworkSettings;
  /** In milliseconds. */
  readonly requestTimeout: number;
}

/** Prepares each use of a server separately, because settings, approvals, and certificate files change. */
export class Connections {
  readonly #settings: ConnectionSettings;
  readonly #approvals: ApprovalStore;
  readonly #machineId: () => Promise<string>;
  readonly #logger: Logger;
  readonly #clusterCheck: ClusterCheck;
  readonly #authorities = new Authorities();
  readonly #idle = new IdleConnections();

  constructor(
    settings: ConnectionSettings,
    approvals: ApprovalStore,
    machineId: () => Promise<string>,
    logger: Logger,
  ) {
    this.#settings = settings;
    this.#approvals = approvals;
    this.#machineId = machineId;
    this.#logger = logger;
    this.#clusterCheck = new ClusterCheck(approvals, logger);
  }

  async identityOf(server: Pick<Server, 'url'>): Promise<string> {
    return serverIdentity(server.url, await this.#machineId());
  }

  /** A running request is completed first. @param server `undefined` means all servers */
  closeIdle(server?: Pick<Server, 'url'>): void {
    this.#idle.close(server?.url);
  }

  async prepare(server: Server): Promise<Connection> {
    const identity = await this.identityOf(server);
    const approved = await this.#approvals.read(identity);
    const isWorkspaceOnly = server.scope === 'workspace';
    const mayReadCaFile = !isWorkspaceOnly || approved?.workspaceUrl === true;
    const ca = server.caFile === undefined || !mayReadCaFile ? undefined : await readCaFile(server.caFile);
    const requested: RequestedApprovals = {
      isWorkspaceOnly,
      isSentInTheClear: isSentInTheClear(server.url),
      isUnverified: !server.verifyCertificate && new URL(server.url).protocol === 'https:',
      tls: mayReadCaFile ? { ca: ca?.sha256 ?? null, verifyCertificate: server.verifyCertificate } : null,
    };
    const { network } = this.#settings;
    const base: Endpoint = {
      url: server.url,
      ca: ca?.pem,
      verifyCertificate: server.verifyCertificate,
      systemAuthorities: network.systemCertificates,
      authorities: this.#authorities,
      proxy: proxyFor(server.url, network.proxy),
      timeout: this.#settings.requestTimeout,
      logger: this.#logger,
    };
    const guard = this.#clusterCheck.guard(identity, approved);
    const signInGuard = new SignInGuard(approved);
    return {
      server,
      identity,
      endpoint: { ...base, channel: new Channel(guard, { idle: this.#idle }) },
      signIn: { endpoint: { ...base, channel: new Channel(signInGuard, { idle: this.#idle }) }, guard: signInGuard },
      requested,
      missingApprovals: missingApprovals(requested, approved),
      isTlsUnapproved: approved?.tls === null,
      fetchClusterId: (options) => fetchClusterId(base, options),
      recoveryEndpoint: (url) => ({
        ...base,
        url,
        // Verification was turned off only for this server's host.
        verifyCertificate: server.verifyCertificate || new URL(url).hostname !== new URL(server.url).hostname,
        proxy: proxyFor(url, network.proxy),
      }),
    };
  }
}
