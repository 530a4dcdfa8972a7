import type { Dispatcher } from 'undici';
import { createTokenString } from '../../support/influxdb3/tokenString.ts';
import { SimulatedCluster } from './cluster.ts';
import { SimulatedDisk } from './disk.ts';
import { flushTime, SimulatedKeyring, SimulatedMemento } from './keyring.ts';
import type { Machine } from './machine.ts';
import { requestTimeout, SimulatedNetwork } from './network.ts';
import { currentProcess, type SimulatedProcess } from './process.ts';
import { Reports } from './reports.ts';
import { serverCount, type ColleagueAction } from './steps.ts';
import { SimulatedTime } from './time.ts';
import { IssuedTokens, type IssuedToken } from './tokens.ts';

/** In milliseconds. As in the product. */
const raceTolerance = 4000;

interface LostAccess {
  readonly at: number;
  readonly by: string;
  readonly server: number | undefined;
}

export class HistoryFixture implements Machine {
  readonly time = new SimulatedTime();
  readonly tokens = new IssuedTokens();
  readonly processes = new Map<number, SimulatedProcess>();
  readonly violations: string[] = [];
  readonly counts = new Map<string, number>();
  readonly disk = new SimulatedDisk((path) => this.violate(`a token string is in the file ${path}`));
  readonly keyring = new SimulatedKeyring(this.time, () => this.updateAccess());
  readonly memento = new SimulatedMemento(this.time);
  readonly home: readonly SimulatedCluster[];
  readonly strangers: readonly SimulatedCluster[];
  readonly network: SimulatedNetwork;
  readonly reports = new Reports(this);
  readonly lostAccess = new Map<SimulatedCluster, LostAccess>();
  readonly #accessible = new Set<SimulatedCluster>();
  #events = 0;
  actor: string | undefined;

  constructor() {
    const clusters = (prefix: string) =>
      Array.from({ length: serverCount }, (_, index) => new SimulatedCluster(`${prefix}${index + 1}`, this.time));
    this.home = clusters('home-');
    this.strangers = clusters('stranger-');
    this.network = new SimulatedNetwork(this);
  }

  dispatch(connection: object, options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.network.dispatch(connection, options, handler);
  }

  next(): number {
    return ++this.#events;
  }

  count(event: string, times = 1): void {
    this.counts.set(event, (this.counts.get(event) ?? 0) + times);
  }

  violate(violation: string): void {
    this.violations.push(violation);
  }

  as<Result>(actor: string, work: () => Result): Result {
    this.actor = actor;
    try {
      return work();
    } finally {
      this.actor = undefined;
    }
  }

  storedStrings(): Set<string> {
    return new Set([...this.keyring.stored].filter(([key]) => /^(kept|signIn)\|/.test(key)).map(([, value]) => value));
  }

  updateAccess(server?: number): void {
    const stored = [...this.storedStrings()];
    for (const cluster of [...this.home, ...this.strangers]) {
      if (stored.some((string) => cluster.catalog.authenticate(string) !== undefined)) {
        this.#accessible.add(cluster);
        this.lostAccess.delete(cluster);
      } else if (this.#accessible.delete(cluster)) {
        const process = currentProcess();
        const by = this.actor ?? (process === undefined ? 'nobody' : `product: ${process.operation}`);
        this.lostAccess.set(cluster, { at: this.next(), by, server });
      }
    }
  }

  /** Without a token that can list tokens, only the port shows what a recovery did, unless it's opened again. */
  forgetRecovery(cluster: SimulatedCluster): void {
    const operator = this.tokens.listed(cluster, '_admin');
    if (operator?.isHere === false) {
      operator.excuse = 'the recovery port was opened again';
    }
  }

  async adopt(cluster: SimulatedCluster, name: string): Promise<IssuedToken> {
    const string = createTokenString();
    await cluster.catalog.adopt(name, string, undefined);
    return this.#issue(string, name, cluster);
  }

  #issue(string: string, name: string, cluster: SimulatedCluster): IssuedToken {
    const token = this.tokens.add(string, name, cluster, this.next());
    token.isRaced = this.time.elapsed - cluster.lastRequestAt <= requestTimeout + raceTolerance;
    return token;
  }

  /** A token that a killed window had just stored can't be told to anyone before it's on the disk. */
  #canBeShared({ string, received }: IssuedToken): boolean {
    const isShown = received === undefined || received.by.isAlive || this.time.elapsed - received.at >= flushTime;
    return isShown && this.storedStrings().has(string);
  }

  /** Does nothing if the colleague has no token that would allow it. */
  async act(cluster: SimulatedCluster, action: ColleagueAction): Promise<void> {
    const { catalog } = cluster;
    const isAllowed = this.tokens
      .live()
      .some((token) => token.cluster === cluster && token.isWithColleague && catalog.authenticate(token.string));
    this.actor = 'colleague';
    try {
      switch (action.do) {
        case 'createOperator':
          if (cluster.find('_admin') === undefined) {
            (await this.adopt(cluster, '_admin')).isWithColleague = true;
          }
          return;
        case 'learnsToken': {
          const known = this.tokens.live().filter((token) => token.cluster === cluster && this.#canBeShared(token));
          known.forEach((token) => (token.isWithColleague = true));
          return;
        }
        case 'create':
          if (isAllowed && cluster.find(action.name) === undefined) {
            (await this.adopt(cluster, action.name)).isWithColleague = true;
          }
          return;
        case 'delete':
          if (isAllowed && cluster.find(action.name) !== undefined) {
            await catalog.delete(action.name);
          }
          return;
        case 'regenerate':
          if (isAllowed && cluster.find('_admin') !== undefined) {
            const { token } = await catalog.regenerateOperator();
            this.#issue(token, '_admin', cluster).isWithColleague = true;
          }
          return;
      }
    } finally {
      this.updateAccess();
      this.actor = undefined;
      const lost = this.lostAccess.get(cluster);
      if (isAllowed && lost !== undefined && (action.do === 'regenerate' || action.do === 'delete')) {
        // The token that a window is about to receive may be the one that the colleague took away.
        this.lostAccess.set(cluster, { ...lost, by: 'colleague' });
      }
    }
  }
}
