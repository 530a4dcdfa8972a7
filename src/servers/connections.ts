import type { Logger } from '../core/logger.ts';
import type { Server } from '../core/server.ts';
import { isSentInTheClear, serverIdentity } from '../core/serverUrl.ts';
import { missingTerms, type MissingTerm, type WantedTerms } from '../core/terms.ts';
import type { Endpoint } from '../influxdb/endpoint.ts';
import { proxyFor } from '../influxdb/proxy.ts';
import { readCaFile } from '../storage/caFile.ts';
import type { Settings } from '../storage/settings.ts';
import type { TermsStore } from '../storage/termsStore.ts';

/** A server made ready to be talked to. While `missing` is not empty nothing may be sent to it. */
export interface Connection {
  readonly server: Server;
  readonly identity: string;
  readonly endpoint: Endpoint;
  readonly wanted: WantedTerms;
  readonly missing: readonly MissingTerm[];
  /** Its URL was approved without its certificate file having been looked at. */
  readonly tlsNotAgreed: boolean;
}

/** Works out, for each use anew, under which terms a server is reached: settings and certificate files change. */
export class Connections {
  readonly #settings: Settings;
  readonly #terms: TermsStore;
  readonly #machineId: () => Promise<string>;
  readonly #logger: Logger;

  constructor(settings: Settings, terms: TermsStore, machineId: () => Promise<string>, logger: Logger) {
    this.#settings = settings;
    this.#terms = terms;
    this.#machineId = machineId;
    this.#logger = logger;
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
    const endpoint: Endpoint = {
      url: server.url,
      ca: ca?.pem,
      verifyCertificate: server.verifyCertificate,
      systemAuthorities: network.systemCertificates,
      proxy: proxyFor(server.url, network.proxy),
      timeout: this.#settings.requestTimeout,
      logger: this.#logger,
    };
    return {
      server,
      identity,
      endpoint,
      wanted,
      missing: missingTerms(wanted, agreed),
      tlsNotAgreed: agreed?.tls === null,
    };
  }
}
