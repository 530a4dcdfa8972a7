import * as l10n from '../core/l10n.ts';
import type { Logger } from '../core/logger.ts';
import type { Approvals } from '../core/server/approvals.ts';
import { toError } from '../core/errors.ts';
import type { Guard } from '../influxdb/transport/channel.ts';
import type { ClusterId } from '../influxdb/transport/clusterId.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import type { ApprovalStore } from '../storage/approvalStore.ts';

/**
 * Checks which InfluxDB server a connection leads to before a token is sent on it. This protects against accidents, such
 * as a recreated container or a forwarded port, but not against attackers, because anyone can report another server's ID.
 */
export class ClusterCheck {
  readonly #approvals: ApprovalStore;
  readonly #logger: Logger;

  constructor(approvals: ApprovalStore, logger: Logger) {
    this.#approvals = approvals;
    this.#logger = logger;
  }

  guard(identity: string, approved: Approvals | undefined): Guard {
    let expected = approved?.cluster ?? null;
    return {
      allowsUnchecked: approved?.uncheckedConnections === true,
      verify: async (reported) => {
        // Until a server has reported an ID, any server is accepted. The first ID is expected from then on.
        expected ??= await this.#remember(identity, reported);
        throwIfDifferent(reported, expected);
      },
    };
  }

  /** Stores the first ID with the server's approvals. Returns the stored ID: another window may have been first. */
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

/** Accepts any server, but then no other, so that the token that the user signs in with is sent to only one. */
export class SignInGuard implements Guard {
  readonly allowsUnchecked: boolean;
  #clusterId: ClusterId = null;

  constructor(approved: Approvals | undefined) {
    this.allowsUnchecked = approved?.uncheckedConnections === true;
  }

  get clusterId(): ClusterId {
    return this.#clusterId;
  }

  verify(reported: ClusterId): void {
    this.#clusterId ??= reported;
    throwIfDifferent(reported, this.#clusterId);
  }
}

function throwIfDifferent(reported: ClusterId, expected: ClusterId): void {
  if (reported !== expected) {
    throw differentServerError(reported);
  }
}

function differentServerError(reported: ClusterId): ServerError {
  return reported === null
    ? new ServerError(
        'clusterIdMissing',
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
