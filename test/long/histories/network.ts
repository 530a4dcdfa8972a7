import type { Dispatcher } from 'undici';
import type { IncomingRequest } from '../../support/influxdb3/incomingRequest.ts';
import type { OutgoingResponse } from '../../support/influxdb3/outgoingResponse.ts';
import type { SimulatedCluster } from './cluster.ts';
import { currentProcess, type SimulatedProcess } from './process.ts';
import type { Fault } from './steps.ts';
import type { HistoryFixture } from './fixture.ts';

/** In milliseconds: how long the product waits for a response. */
export const requestTimeout = 10_000;

export const serverUrl = (index: number) => `http://127.0.0.1:818${index}`;
export const recoveryUrl = (index: number) => `http://127.0.0.1:828${index}`;

export interface Interference {
  readonly fault: Fault | null;
  /** Called on the server's side right before and after the first change. */
  act(when: 'before' | 'after', cluster: SimulatedCluster): Promise<void>;
}

interface Armed extends Interference {
  seen: number;
  isDone: boolean;
  hasChanged: boolean;
}

interface Held {
  readonly reached: () => void;
  readonly released: Promise<unknown>;
}

export type RequestKind = 'change' | 'read' | 'check';

/** Connections lead to the cluster that is at the URL when they are opened, and are closed when it's swapped. */
export class SimulatedNetwork {
  readonly #fixture: HistoryFixture;
  readonly #clusters: SimulatedCluster[];
  readonly #connections = new WeakMap<object, SimulatedCluster>();
  readonly #armed = new Map<SimulatedProcess, Armed>();
  onHeld: (process: SimulatedProcess) => Held = () => ({ reached: () => undefined, released: Promise.resolve() });

  constructor(fixture: HistoryFixture) {
    this.#fixture = fixture;
    this.#clusters = [...fixture.home];
  }

  at(index: number): SimulatedCluster {
    const cluster = this.#clusters[index];
    if (cluster === undefined) {
      throw new RangeError(`there is no server ${index}`);
    }
    return cluster;
  }

  put(index: number, cluster: SimulatedCluster): void {
    const previous = this.#clusters.indexOf(cluster);
    if (previous >= 0) {
      this.#clusters[previous] = this.at(index);
    }
    this.#clusters[index] = cluster;
  }

  goHome(): void {
    this.#fixture.home.forEach((cluster, index) => (this.#clusters[index] = cluster));
  }

  arm(process: SimulatedProcess, interference: Interference | undefined): void {
    if (interference === undefined) {
      this.#armed.delete(process);
    } else {
      this.#armed.set(process, { ...interference, seen: 0, isDone: false, hasChanged: false });
    }
  }

  dispatch(connection: object, options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    const process = currentProcess();
    if (process === undefined) {
      throw new Error('a request was sent outside of a process');
    }
    this.#exchange(process, connection, options, handler).catch((error: unknown) => {
      this.#fixture.violate(`the simulated network failed: ${String(error instanceof Error ? error.stack : error)}`);
    });
  }

  async #exchange(
    process: SimulatedProcess,
    connection: object,
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): Promise<void> {
    const controller = {} as Dispatcher.DispatchController;
    const fail = (code: string) =>
      handler.onResponseError?.(controller, Object.assign(new Error(`simulated: ${code}`), { code }));
    const fixture = this.#fixture;
    const target = targetOf(String(options.origin));
    const { index, port } = target;
    const current = this.at(index);
    const cluster = this.#connections.get(connection) ?? current;
    this.#connections.set(connection, cluster);
    await Promise.resolve();
    if (cluster !== current) {
      fail('UND_ERR_SOCKET');
      return;
    }
    const kind = kindOf(options);
    const armed = this.#armed.get(process);
    const fault = takeFault(armed, kind);
    if (fault !== undefined) {
      fixture.count(`faults: ${fault}`);
    }
    if (fault === 'refused' || (port === 'recovery' && !cluster.isRecoveryOpen)) {
      fail('ECONNREFUSED');
      return;
    }
    cluster.lastRequestAt = fixture.time.elapsed;
    await process.pass(`send ${kind}`, 'before');
    handler.onRequestStart?.(controller, {});
    const sentAt = fixture.time.elapsed;
    this.#noteArrival(options, cluster);
    if (fault === 'heldBefore') {
      await this.#hold(process);
    }
    if (fault === 'lostBefore' || this.#isOverdue(sentAt)) {
      fail('ECONNRESET');
      return;
    }
    const isFirstChange = kind === 'change' && armed?.hasChanged === false;
    if (isFirstChange) {
      armed.hasChanged = true;
      await armed.act('before', cluster);
    }
    const response = await this.#work(fault, cluster, options, target);
    if (isFirstChange) {
      await armed.act('after', cluster);
    }
    if (fault === 'heldAfter') {
      await this.#hold(process);
    }
    await process.pass(`send ${kind}`, 'after');
    if (fault === 'lostAfter' || this.#isOverdue(sentAt)) {
      fail('ECONNRESET');
      return;
    }
    const created = createdString(response);
    const issued = created === undefined ? undefined : fixture.tokens.find(created);
    if (issued !== undefined) {
      issued.isHere = true;
      issued.received = { by: process, at: fixture.time.elapsed };
    }
    handler.onResponseStart?.(controller, response.status, response.headers, '');
    handler.onResponseData?.(controller, response.body);
    handler.onResponseEnd?.(controller, {});
  }

  async #work(
    fault: Fault['kind'] | undefined,
    cluster: SimulatedCluster,
    options: Dispatcher.DispatchOptions,
    { index, port }: Target,
  ): Promise<OutgoingResponse> {
    this.#fixture.count('requests');
    if (fault === 'status403' || fault === 'status503') {
      return cluster.refusal(fault === 'status403' ? 403 : 503);
    }
    const response = await cluster.respond(toIncoming(options), port);
    const created = createdString(response);
    if (created !== undefined) {
      const { name } = JSON.parse(response.body.toString()) as { name: string };
      this.#fixture.tokens.add(created, name, cluster, this.#fixture.next(), index);
    }
    this.#fixture.updateAccess(index);
    return fault === 'status503Done' ? cluster.refusal(503) : response;
  }

  async #hold(process: SimulatedProcess): Promise<void> {
    const { reached, released } = this.onHeld(process);
    reached();
    await released;
  }

  #isOverdue(sentAt: number): boolean {
    return this.#fixture.time.elapsed - sentAt >= requestTimeout;
  }

  #noteArrival({ headers }: Dispatcher.DispatchOptions, cluster: SimulatedCluster): void {
    const { authorization } = (headers ?? {}) as Record<string, string | undefined>;
    const token = this.#fixture.tokens.find(authorization?.replace(/^Bearer /, '') ?? '');
    if (token !== undefined && token.cluster !== cluster && !token.typedFor.has(cluster)) {
      this.#fixture.violate(`"${token.name}" of ${token.cluster.name} was sent to ${cluster.name}`);
    }
  }
}

function takeFault(armed: Armed | undefined, kind: RequestKind): Fault['kind'] | undefined {
  if (armed?.fault?.on !== kind || armed.isDone) {
    return undefined;
  }
  const isDue = armed.seen === armed.fault.after;
  armed.seen += 1;
  armed.isDone = isDue;
  return isDue ? armed.fault.kind : undefined;
}

function kindOf({ method, path }: Dispatcher.DispatchOptions): RequestKind {
  return method === 'OPTIONS' ? 'check' : path.startsWith('/api/v3/configure/token') ? 'change' : 'read';
}

interface Target {
  readonly index: number;
  readonly port: 'main' | 'recovery';
}

function targetOf(origin: string): Target {
  const index = Number(origin.at(-1));
  return { index, port: origin === recoveryUrl(index) ? 'recovery' : 'main' };
}

function toIncoming({ method, path, headers, body }: Dispatcher.DispatchOptions): IncomingRequest {
  const [pathname = '/', query] = path.split('?', 2);
  return {
    method,
    path: pathname,
    query,
    headers: (headers ?? {}) as IncomingRequest['headers'],
    readBody: () => Promise.resolve(Buffer.from(typeof body === 'string' ? body : '')),
  };
}

function createdString({ status, body }: OutgoingResponse): string | undefined {
  return status === 201 ? (JSON.parse(body.toString()) as { token?: string }).token : undefined;
}
