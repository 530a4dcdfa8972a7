import { Token } from '../../../src/core/token/token.ts';
import { Canceled, toError } from '../../../src/core/errors.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { RotationInProgressError } from '../../../src/rotation/tokenLock.ts';
import { indexOfUrl } from './reports.ts';
// The product loads them on demand, which takes real time.
import '../../../src/influxdb/transport/exchange.ts';
import '../../../src/influxdb/transport/persistentConnection.ts';
import { simulateMachine } from './machine.ts';
import { answer, operate } from './operate.ts';
import { findViolations } from './oracle.ts';
import { SimulatedProcess } from './process.ts';
import type { History, Kill, OperateStep, Step } from './steps.ts';
import { SimulatedWindow } from './window.ts';
import { HistoryFixture } from './fixture.ts';
import { serverUrl } from './network.ts';
import { serverIdentity } from '../../../src/core/server/serverUrl.ts';

const realSetTimeout = setTimeout;
/** In milliseconds. */
const stuckAfter = 20_000;
const startTime = 2000;
const serverStartTime = 30_000;
const answerTime = 1000;

interface PendingWork {
  readonly done: Promise<void>;
  release(): void;
}

export interface Outcome {
  readonly violations: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  readonly texts: readonly string[];
}

export async function runHistory(history: History): Promise<Outcome> {
  const fixture = new HistoryFixture();
  const restore = simulateMachine(fixture);
  try {
    const simulation = new Simulation(fixture, history.keepsCreated);
    await simulation.run(history);
  } finally {
    restore();
  }
  return { violations: fixture.violations, counts: fixture.counts, texts: fixture.reports.texts() };
}

class Simulation {
  readonly #fixture: HistoryFixture;
  readonly #settings: { readonly keepCreatedTokens: boolean };
  readonly #windows: (SimulatedWindow | undefined)[] = [undefined, undefined];
  readonly #pending = new Map<SimulatedProcess, PendingWork>();
  #lastPid = 1_000_000_000;

  constructor(fixture: HistoryFixture, keepCreatedTokens: boolean) {
    this.#fixture = fixture;
    this.#settings = { keepCreatedTokens };
  }

  async run({ servers, steps }: History): Promise<void> {
    const fixture = this.#fixture;
    for (const [index, start] of servers.entries()) {
      await this.#prepareServer(index, start);
    }
    await this.#window(0);
    await this.#window(1);
    fixture.time.pass(60_000);
    for (const step of steps) {
      fixture.count('steps');
      await this.#step(step);
    }
    await this.#end();
  }

  async #prepareServer(index: number, start: History['servers'][number]): Promise<void> {
    const fixture = this.#fixture;
    const cluster = fixture.network.at(index);
    const identity = serverIdentity(serverUrl(index), 'machine');
    for (const stranger of fixture.strangers) {
      if (stranger.find('_admin') === undefined) {
        (await fixture.adopt(stranger, '_admin')).isWithColleague = true;
      }
    }
    if (start === 'empty') {
      return;
    }
    const { servers } = await this.#window(0);
    const { process } = await this.#window(0);
    const operator = await fixture.adopt(cluster, '_admin');
    const named = start === 'operator' ? undefined : await fixture.adopt(cluster, 'mine');
    operator.isWithColleague = start === 'colleague' || start === 'named';
    if (start === 'colleague') {
      (named ?? operator).isWithColleague = true;
      return;
    }
    await process.run(async () => {
      const signIn = start === 'named' ? (named ?? operator) : operator;
      const token = (string: string) => Promise.resolve(new Token(string));
      const tls = { ca: null, verifyCertificate: true };
      const { clusterUuid } = cluster.catalog;
      await servers.approvals.write(identity, { workspaceUrl: false, plainHttp: false, tls, cluster: clusterUuid });
      await servers.tokens.storeSignIn(identity, await token(signIn.string), signIn.name);
      for (const issued of [operator, named]) {
        if (issued !== undefined && (start !== 'named' || issued === named)) {
          issued.isHere = true;
          await servers.tokens.store(identity, await token(issued.string), issued.name, { untilSavedElsewhere: false });
        }
      }
    });
  }

  async #window(index: 0 | 1): Promise<SimulatedWindow> {
    const existing = this.#windows[index];
    if (existing?.process.isAlive === true) {
      return existing;
    }
    const process = new SimulatedProcess(++this.#lastPid, index === 0 ? 'A' : 'B');
    this.#fixture.processes.set(process.pid, process);
    const window = process.run(() => new SimulatedWindow(this.#fixture, process, this.#settings));
    this.#windows[index] = window;
    this.#fixture.time.pass(startTime);
    await this.#work(window, 'start', () => window.start());
    return window;
  }

  async #step(step: Step): Promise<void> {
    const fixture = this.#fixture;
    switch (step.kind) {
      case 'operate':
        return this.#operate(step);
      case 'release':
        return this.#release(this.#windows[step.window]);
      case 'kill':
        this.#kill(this.#windows[step.window], step.losesWrites);
        return;
      case 'powerCut':
        this.#windows.forEach((window) => this.#kill(window, false));
        fixture.as('power cut', () => fixture.keyring.loseUnflushed());
        fixture.memento.loseUnflushed();
        fixture.disk.cutPower();
        fixture.count('power cuts');
        return;
      case 'answer': {
        const window = await this.#window(step.window);
        const [message] = window.shown.splice(step.message % Math.max(window.shown.length, 1), 1);
        if (message !== undefined) {
          fixture.time.pass(answerTime);
          const { remedies } = message.error;
          const remedy = step.remedy === null ? undefined : remedies[step.remedy % Math.max(remedies.length, 1)];
          fixture.count(`answers: ${remedy?.kind ?? 'dismissed'}`);
          await this.#release(window);
          await this.#work(
            window,
            `answer ${remedy?.kind ?? ''}`,
            () => answer(message, remedy, window, fixture),
            message.server,
          );
        }
        return;
      }
      case 'colleague':
        fixture.time.pass(step.after * 1000);
        await this.#settle();
        return fixture.act(fixture.network.at(step.server), step.action);
      case 'keyring': {
        if (step.what === 'losesLast') {
          const lost = fixture.as('keyring', () => fixture.keyring.loseLastWritten());
          const token = lost === undefined ? undefined : fixture.tokens.find(lost);
          if (token !== undefined) {
            token.excuse = 'lost by the keyring';
          }
        } else {
          fixture.keyring.refusals[step.what === 'refusesReads' ? 'reads' : 'writes'] += step.count;
        }
        fixture.count(`keyring ${step.what}`);
        return;
      }
      case 'clock': {
        const jump = step.minutes * 60_000;
        if (step.of === 'machine') {
          fixture.time.jumpMachineClock(jump);
        } else {
          fixture.network.at(step.server).clock.jump(jump);
        }
        fixture.as('clock', () => fixture.updateAccess());
        return;
      }
      case 'pass':
        fixture.time.pass(step.seconds * 1000);
        return this.#settle();
      case 'swap':
        if (step.with === 'home') {
          fixture.network.goHome();
        } else {
          const cluster = step.with === 'stranger' ? fixture.strangers[step.server] : fixture.network.at(step.with);
          fixture.network.put(step.server, cluster ?? fixture.network.at(step.server));
        }
        return;
      case 'openRecovery':
        fixture.time.pass(serverStartTime);
        await this.#settle();
        fixture.network.at(step.server).isRecoveryOpen = true;
        fixture.forgetRecovery(fixture.network.at(step.server));
        return;
    }
  }

  async #operate(step: OperateStep): Promise<void> {
    const fixture = this.#fixture;
    const window = await this.#window(step.window);
    await this.#release(window);
    const { process } = window;
    fixture.count(`operations: ${step.operation}`);
    fixture.network.arm(process, {
      fault: step.fault,
      act: async (when, cluster) => {
        if (step.colleague?.when === when) {
          await fixture.act(cluster, step.colleague.action);
        }
      },
    });
    process.hook = killHook(step.kill);
    process.onKill = () => this.#died(process, step.kill?.losesWrites === true);
    const operation = {
      name: step.operation,
      server: step.server,
      token: step.name,
      choice: step.choice,
      isDeclined: step.isDeclined,
    };
    await this.#work(window, step.operation, () => operate(operation, window, fixture), step.server);
    if (process.isAlive && !this.#pending.has(process)) {
      process.hook = () => true;
      fixture.network.arm(process, undefined);
    }
  }

  /** Runs work of a window until it ends, is held up, or the window is killed. Its errors are shown. */
  async #work(window: SimulatedWindow, name: string, run: () => Promise<void>, server = 0): Promise<void> {
    const { process } = window;
    process.operation = name;
    const held = Promise.withResolvers<undefined>();
    const released = Promise.withResolvers<undefined>();
    this.#fixture.network.onHeld = () => ({ reached: () => held.resolve(undefined), released: released.promise });
    const done = process.run(async () => {
      try {
        await run();
      } catch (error) {
        if (!(error instanceof Canceled)) {
          window.show(toError(error), serverOf(error) ?? server);
        }
      }
    });
    const stuck = new Promise<never>((_resolve, reject) => {
      realSetTimeout(() => reject(new Error(`"${name}" is stuck`)), stuckAfter).unref();
    });
    stuck.catch(() => undefined);
    const outcome = await Promise.race([done, process.killed, held.promise.then(() => 'held' as const), stuck]);
    if (outcome === 'held' && process.isAlive) {
      this.#fixture.count('requests held up');
      this.#pending.set(process, { done, release: () => released.resolve(undefined) });
    }
    await this.#settle();
  }

  async #release(window: SimulatedWindow | undefined): Promise<void> {
    const pending = window && this.#pending.get(window.process);
    if (window === undefined || pending === undefined) {
      return;
    }
    this.#pending.delete(window.process);
    pending.release();
    await Promise.race([pending.done, window.process.killed]);
    window.process.hook = () => true;
    this.#fixture.network.arm(window.process, undefined);
    await this.#settle();
  }

  #kill(window: SimulatedWindow | undefined, losesWrites: boolean): void {
    if (window?.process.isAlive === true) {
      const { process } = window;
      process.onKill = () => this.#died(process, losesWrites);
      process.kill();
    }
  }

  #died(process: SimulatedProcess, losesWrites: boolean): void {
    const fixture = this.#fixture;
    fixture.count('kills');
    this.#pending.delete(process);
    fixture.network.arm(process, undefined);
    if (losesWrites) {
      fixture.as('lost writes', () => fixture.keyring.loseUnflushed(process));
      fixture.memento.loseUnflushed(process);
    }
  }

  async #settle(): Promise<void> {
    const effects = () => [...this.#fixture.processes.values()].reduce((sum, each) => sum + each.effects, 0);
    for (let quiet = 0, before = effects(); quiet < 3; quiet++) {
      await new Promise(setImmediate);
      const now = effects();
      quiet = now === before ? quiet : -1;
      before = now;
    }
  }

  async #end(): Promise<void> {
    const fixture = this.#fixture;
    for (const window of this.#windows) {
      await this.#release(window);
    }
    fixture.keyring.refusals = { reads: 0, writes: 0 };
    fixture.network.goHome();
    for (const index of [0, 1] as const) {
      this.#kill(this.#windows[index], false);
    }
    fixture.time.pass(60_000);
    await this.#window(0);
    await this.#window(1);
    await findViolations(fixture, await this.#window(0), 'after a restart');
    for (const name of ['finish', 'undo'] as const) {
      const window = await this.#window(0);
      const { rotations } = window.usage;
      await this.#work(window, 'refresh', () => rotations.refresh());
      for (const index of rotations.all.keys()) {
        const operation = { name, server: 0, token: 'ci', choice: index, isDeclined: false };
        await this.#work(window, name, () => operate(operation, window, fixture));
      }
    }
    await findViolations(fixture, await this.#window(0), 'after rotations were resumed');
  }
}

function killHook(kill: Kill | null): SimulatedProcess['hook'] {
  if (kill === null) {
    return () => true;
  }
  let count = 0;
  return (effect, when) => {
    count += 1;
    switch (kill.at) {
      case 'beforeSending':
        return !(effect === 'send change' && when === 'before');
      case 'afterWork':
        return !(effect === 'send change' && when === 'after');
      case 'afterStoring':
        return !(effect === 'store kept' && when === 'after');
      case 'atRemoval':
        return !(effect === 'rm requests' && when === 'before');
      case 'effect':
        return count <= kill.number;
    }
  };
}

function serverOf(error: unknown): number | undefined {
  return error instanceof RotationStopped || error instanceof RotationInProgressError
    ? indexOfUrl(error.journal.server.url)
    : undefined;
}
