import * as l10n from '@vscode/l10n';
import type { Logger } from '../core/logger.ts';
import { toError } from '../core/errors.ts';
import type { CallOptions, Endpoint, Guard } from '../influxdb/transport/endpoint.ts';
import { probe } from '../influxdb/probe.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import type { ApprovalStore } from '../storage/approvalStore.ts';

/** A `cluster-uuid`, or `null` if the server reports none (before 3.8, or behind some proxies). */
export type ClusterId = string | null;

/** The response of some proxies to an unknown method. */
const notImplemented = 501;

/**
 * Checks which InfluxDB server responds at a URL before a token is sent there: once per window, and again after each
 * failed connection. This protects against accidents, such as a recreated container or a forwarded port, but not
 * against attackers, because anyone can report another server's ID.
 */
export class ClusterCheck {
  readonly #approvals: ApprovalStore;
  readonly #logger: Logger;
  /** By identity; a failed connection removes the entry. */
  readonly #reported = new Map<string, ClusterId>();

  constructor(approvals: ApprovalStore, logger: Logger) {
    this.#approvals = approvals;
    this.#logger = logger;
  }

  guard(identity: string, endpoint: Endpoint, remembered: ClusterId | undefined): Guard {
    let expected = remembered ?? null;
    return {
      check: async (options) => {
        const known = this.#reported.get(identity);
        const reported = known === undefined ? await this.fetchClusterId(identity, endpoint, options) : known;
        // Until a server has reported an ID, any server is accepted. The first ID is expected from then on.
        expected ??= await this.#remember(identity, reported);
        if (reported !== expected) {
          // The next use checks again, because the right server may be back.
          this.#reported.delete(identity);
          throw differentServerError(reported);
        }
      },
      responseReceived: (reported) => {
        const known = this.#reported.get(identity);
        if (typeof known === 'string' && reported !== undefined && reported !== known) {
          this.#reported.delete(identity);
        }
      },
      connectionFailed: () => this.#reported.delete(identity),
    };
  }

  /** Sends no token. */
  async fetchClusterId(identity: string, endpoint: Endpoint, options: CallOptions = {}): Promise<ClusterId> {
    const reported = await probeCluster(endpoint, options);
    this.#reported.set(identity, reported);
    return reported;
  }

  /** Stores the first ID with the server's approvals. Returns the stored one, because another window may be first. */
  async #remember(identity: string, reported: ClusterId): Promise<ClusterId> {
    if (reported === null) {
      return null;
    }
    try {
      const approved = await this.#approvals.read(identity);
      if (typeof approved?.cluster === 'string') {
        return approved.cluster;
      }
      if (approved !== undefined) {
        await this.#approvals.write(identity, { ...approved, cluster: reported });
      }
    } catch (error) {
      // The ID is stored next time. The token can be sent anyway.
      this.#logger.warn(`Couldn't store the server's identity: ${toError(error).message}`);
    }
    return reported;
  }
}

async function probeCluster(endpoint: Endpoint, options: CallOptions): Promise<ClusterId> {
  try {
    return (await probe(endpoint, options)).clusterUuid ?? null;
  } catch (error) {
    if (error instanceof ServerError && isOptionsRejected(error)) {
      return null;
    }
    throw error;
  }
}

/** A proxy that failed may work again soon, and VS Code's own proxy may not have contacted the server at all. */
function isOptionsRejected({ kind, status }: ServerError): boolean {
  const isFromConfiguredProxy = kind === 'proxyAuthenticationRequired' || kind === 'proxyFailed';
  return status !== undefined && (status < 500 || status === notImplemented) && !isFromConfiguredProxy;
}

function differentServerError(reported: ClusterId): ServerError {
  return reported === null
    ? new ServerError(
        'identityGone',
        l10n.t(
          "The server at this URL doesn't report a cluster ID, but the one you signed in to did. The token wasn't sent. Sign in again, or trust the server if you know why it changed.",
        ),
        { outcome: 'nothing' },
      )
    : new ServerError(
        'differentServer',
        l10n.t(
          "A different InfluxDB server than the one you signed in to is responding at this URL. The token wasn't sent. Sign in again, or trust the server if it's the right one.",
        ),
        { outcome: 'nothing' },
      );
}
