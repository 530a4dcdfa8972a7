import { hashToken } from '../../support/influxdb3/tokenString.ts';
import type { SimulatedCluster } from './cluster.ts';
import type { SimulatedProcess } from './process.ts';

export interface IssuedToken {
  readonly string: string;
  readonly hash: string;
  readonly name: string;
  readonly cluster: SimulatedCluster;
  /** At whose URL it was created; `undefined` if no window created it. */
  readonly server: number | undefined;
  readonly issuedAt: number;
  /** The user typed it for these clusters, so it may be sent to them. */
  readonly typedFor: Set<SimulatedCluster>;
  isHere: boolean;
  received: { readonly by: SimulatedProcess; readonly at: number } | undefined;
  isWithColleague: boolean;
  /** A colleague created it so soon after a request of this machine that times can't tell whose it is. */
  isRaced: boolean;
  /** Why it needn't be stored here anymore. */
  excuse: string | undefined;
}

/** Every token string that any server created, and who has it. */
export class IssuedTokens {
  readonly #byString = new Map<string, IssuedToken>();
  readonly #byHash = new Map<string, IssuedToken>();

  add(string: string, name: string, cluster: SimulatedCluster, issuedAt: number, server?: number): IssuedToken {
    const token: IssuedToken = {
      string,
      hash: hashToken(string),
      name,
      cluster,
      server,
      issuedAt,
      typedFor: new Set(),
      isHere: false,
      received: undefined,
      isWithColleague: false,
      isRaced: false,
      excuse: undefined,
    };
    this.#byString.set(string, token);
    this.#byHash.set(token.hash, token);
    return token;
  }

  find(string: string): IssuedToken | undefined {
    return this.#byString.get(string);
  }

  get all(): IssuedToken[] {
    return [...this.#byString.values()];
  }

  /** Listed by its cluster, even if it has expired. */
  live(): IssuedToken[] {
    return this.all.filter((token) => this.isLive(token));
  }

  isLive({ hash, cluster }: IssuedToken): boolean {
    return cluster.catalog.tokens.some((listed) => listed.hash === hash);
  }

  listed(cluster: SimulatedCluster, name: string): IssuedToken | undefined {
    return this.#byHash.get(cluster.find(name)?.hash ?? '');
  }
}
