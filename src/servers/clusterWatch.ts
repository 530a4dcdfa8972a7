import * as l10n from '@vscode/l10n';
import type { Logger } from '../core/logger.ts';
import { toError } from '../core/userError.ts';
import type { CallOptions, Endpoint, Guard } from '../influxdb/endpoint.ts';
import { probe } from '../influxdb/probe.ts';
import { ServerError } from '../influxdb/serverError.ts';
import type { TermsStore } from '../storage/termsStore.ts';

/** A `cluster-uuid`; `null` where the server tells none: before 3.8, or behind some proxies. */
export type Cluster = string | null;

/** What some proxies say to a method that they do not know. */
const notImplemented = 501;

/**
 * Looks which InfluxDB answers at a URL, once a window and again after each failed connection, before a token is sent
 * there. It guards against accidents, such as a container made anew or a forwarded port; anyone can repeat what a
 * server tells, so it guards against no attacker.
 */
export class ClusterWatch {
  readonly #terms: TermsStore;
  readonly #logger: Logger;
  /** By identity: what answered, since the last connection that failed. */
  readonly #seen = new Map<string, Cluster>();

  constructor(terms: TermsStore, logger: Logger) {
    this.#terms = terms;
    this.#logger = logger;
  }

  /** @param remembered of that server; `undefined` where it was never looked at */
  guard(identity: string, endpoint: Endpoint, remembered: Cluster | undefined): Guard {
    let expected = remembered ?? null;
    return {
      check: async (options) => {
        const seen = this.#seen.get(identity);
        const told = seen === undefined ? await this.look(identity, endpoint, options) : seen;
        // None is no match and no alarm; what is learned instead holds from then on.
        expected ??= await this.#learn(identity, told);
        if (told !== expected) {
          // Looked at anew next time: the right one may be back.
          this.#seen.delete(identity);
          throw notTheSame(told);
        }
      },
      answered: (told) => {
        const seen = this.#seen.get(identity);
        if (typeof seen === 'string' && told !== undefined && told !== seen) {
          this.#seen.delete(identity);
        }
      },
      failed: () => this.#seen.delete(identity),
    };
  }

  /** Asks now, without a token. @throws ServerError where the server is not reached, or fails */
  async look(identity: string, endpoint: Endpoint, options: CallOptions = {}): Promise<Cluster> {
    const told = await clusterAt(endpoint, options);
    this.#seen.set(identity, told);
    return told;
  }

  /**
   * Remembers the first that is told, where the server's terms were agreed to.
   * @returns what is remembered then: another window may have been first
   */
  async #learn(identity: string, told: Cluster): Promise<Cluster> {
    if (told === null) {
      return null;
    }
    try {
      const agreed = await this.#terms.read(identity);
      if (typeof agreed?.cluster === 'string') {
        return agreed.cluster;
      }
      if (agreed !== undefined) {
        await this.#terms.write(identity, { ...agreed, cluster: told });
      }
    } catch (error) {
      // It is learned next time; the token may be sent all the same.
      this.#logger.warn(`Couldn't store the server's identity: ${toError(error).message}`);
    }
    return told;
  }
}

async function clusterAt(endpoint: Endpoint, options: CallOptions): Promise<Cluster> {
  try {
    return (await probe(endpoint, options)).clusterUuid ?? null;
  } catch (error) {
    if (error instanceof ServerError && isRefusedOptions(error)) {
      return null;
    }
    throw error;
  }
}

/**
 * A proxy in front of the server that takes no OPTIONS tells nothing. One that failed may tell more in a moment, and
 * one on the way that lets nobody through has not asked the server.
 */
function isRefusedOptions({ kind, status }: ServerError): boolean {
  const isOfProxyOnTheWay = kind === 'proxyWantsCredentials' || kind === 'proxyFailed';
  return status !== undefined && (status < 500 || status === notImplemented) && !isOfProxyOnTheWay;
}

function notTheSame(told: Cluster): ServerError {
  return told === null
    ? new ServerError(
        'identityGone',
        l10n.t(
          "The server at this URL doesn't identify itself, but the one you signed in to did. The token wasn't sent. Sign in again, or trust the server if you know why.",
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
