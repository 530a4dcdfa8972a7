import type { Logger } from '../core/logger.ts';
import type { Server } from '../core/server.ts';
import { isSentInTheClear, serverIdentity } from '../core/serverUrl.ts';
import { missingTerms, type MissingTerm, type WantedTerms } from '../core/terms.ts';
import type { CallOptions, Endpoint } from '../influxdb/endpoint.ts';
import { proxyFor } from '../influxdb/proxy.ts';
import { readCaFile } from '../storage/caFile.ts';
import type { Settings } from '../storage/settings.ts';
import type { TermsStore } from '../storage/termsStore.ts';
import { ClusterWatch, type Cluster } from './clusterWatch.ts';

/** A server made ready to be talked to. While `missing` is not empty nothing may be sent to it. */
export interface Connection {
  readonly server: Server;
  readonly identity: string;
  readonly endpoint: Endpoint;
  /** The same for what is sent without a token, or with one that the person gives to whatever answers there. */
  readonly unguarded: Endpoint;
  readonly wanted: WantedTerms;
  readonly missing: readonly MissingTerm[];
  /** Its URL was approved without its certificate file having been looked at. */
  readonly tlsNotAgreed: boolean;
  /** Looks now, without a token, which InfluxDB answers. @throws ServerError */
  cluster(options?: CallOptions): Promise<Cluster>;
  /** The same server's recovery port. @throws UserError where the proxy for it makes no sense */
  recovery(url: string): Endpoint;
}

/** Works out, for each use anew, under which terms a server is reached: settings and certificate files change. */
export class Connections {
  readonly #settings: Settings;
  readonly #terms: TermsStore;
  readonly #machineId: () => Promise<string>;
  readonly #logger: Logger;
  readonly #clusters: ClusterWatch;

  constructor(settings: Settings, terms: TermsStore, machineId: () => Promise<string>, logger: Logger) {
    this.#settings = settings;
    this.#terms = terms;
    this.#machineId = machineId;
    this.#logger = logger;
    this.#clusters = new ClusterWatch(terms, logger);
  }

  /** What the server's secrets are kept under. */
  async identityOf(server: Pick<Server, 'url'>): Promise<string> {
    return serverIdentity(server.url, await this.#machineId());
  }

  /** @throws UserError when the certificate file or the secret storage cannot be read, or the proxy makes no sense */
  async prepare(server: Server): Promise<Connection> {
    const identity = await this.identityOf(server);
    const agreed = await this.#terms.read(identity);
    const namedOnlyByWorkspace = server.from === 'workspace';
    const mayLook = !namedOnlyByWorkspace || agreed?.workspaceUrl === true;
    const ca = server.caFile === undefined || !mayLook ? undefined : await readCaFile(server.caFile);
    const wanted: WantedTerms = {
      namedOnlyByWorkspace,
      sentInTheClear: isSentInTheClear(server.url),
      tls: mayLook ? { ca: ca?.sha256 ?? null, verifyCertificate: server.verifyCertificate } : null,
    };
    const { network } = this.#settings;
    const unguarded: Endpoint = {
      url: server.url,
      ca: ca?.pem,
      verifyCertificate: server.verifyCertificate,
      systemAuthorities: network.systemCertificates,
      proxy: proxyFor(server.url, network.proxy),
      timeout: this.#settings.requestTimeout,
      logger: this.#logger,
    };
    const endpoint = { ...unguarded, guard: this.#clusters.guard(identity, unguarded, agreed?.cluster) };
    return {
      server,
      identity,
      endpoint,
      unguarded,
      wanted,
      missing: missingTerms(wanted, agreed),
      tlsNotAgreed: agreed?.tls === null,
      cluster: (options) => this.#clusters.look(identity, unguarded, options),
      recovery: (url) => ({
        ...unguarded,
        url,
        // Not to verify was agreed to for this server's host, and for no other.
        verifyCertificate: server.verifyCertificate || new URL(url).hostname !== new URL(server.url).hostname,
        proxy: proxyFor(url, network.proxy),
      }),
    };
  }
}
