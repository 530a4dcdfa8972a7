import { Catalog } from '../../support/influxdb3/catalog.ts';
import { Clock } from '../../support/influxdb3/clock.ts';
import type { IncomingRequest } from '../../support/influxdb3/incomingRequest.ts';
import { textResponse, type OutgoingResponse } from '../../support/influxdb3/outgoingResponse.ts';
import { handleRecovery } from '../../support/influxdb3/recoveryRoutes.ts';
import { releases } from '../../support/influxdb3/release.ts';
import { handleMain } from '../../support/influxdb3/routes.ts';
import { defaultSwitches } from '../../support/influxdb3/product.ts';
import type { StoredToken } from '../../support/influxdb3/storedToken.ts';
import type { SimulatedTime } from './time.ts';

const release = releases['3.10'];

class ServerClock extends Clock {
  readonly #time: SimulatedTime;
  #jumps = 0;

  constructor(time: SimulatedTime) {
    super();
    this.#time = time;
  }

  override now(): number {
    return this.#time.now() + this.#jumps;
  }

  jump(milliseconds: number): void {
    this.#jumps += milliseconds;
  }
}

/** The test server's own catalog and routes, without sockets. */
export class SimulatedCluster {
  readonly name: string;
  readonly clock: ServerClock;
  readonly catalog: Catalog;
  isRecoveryOpen = false;
  /** When a window last sent anything, in milliseconds since the start. */
  lastRequestAt = -Infinity;

  constructor(name: string, time: SimulatedTime) {
    this.name = name;
    this.clock = new ServerClock(time);
    this.catalog = new Catalog(this.clock, release);
  }

  find(name: string): StoredToken | undefined {
    return this.catalog.tokens.find((token) => token.name === name);
  }

  async respond(request: IncomingRequest, port: 'main' | 'recovery'): Promise<OutgoingResponse> {
    const response =
      port === 'recovery'
        ? await handleRecovery(this.catalog, release, request, () => (this.isRecoveryOpen = false))
        : await handleMain(this.#routing, request, () => undefined);
    return { ...response, headers: this.#withOwnHeaders(response.headers, port) };
  }

  refusal(status: number): OutgoingResponse {
    const response = textResponse(status, '');
    return { ...response, headers: this.#withOwnHeaders(response.headers, 'main') };
  }

  get #routing() {
    const shared = { catalog: this.catalog, release, product: 'core' as const, switches: defaultSwitches };
    return { ...shared, withoutAuth: false, openPaths: [], processId: 'simulated' };
  }

  #withOwnHeaders(headers: Record<string, string>, port: 'main' | 'recovery'): Record<string, string> {
    const identity = port === 'main' ? { 'cluster-uuid': this.catalog.clusterUuid } : {};
    return { ...headers, ...identity, date: new Date(this.clock.now()).toUTCString() };
  }
}
