import { Token } from '../../../src/core/token/token.ts';
import { Cancelled, toError } from '../../../src/core/errors.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { RotationInProgressError } from '../../../src/rotation/tokenLock.ts';
import { indexOfUrl } from './reports.ts';
import { simulateMachine } from './machine.ts';
import { answer, operate } from './operate.ts';
import { findViolations } from './oracle.ts';
import { SimulatedProcess } from './process.ts';
import type { History, Kill, OperateStep, Step } from './steps.ts';
import { SimulatedWindow } from './window.ts';
import { World } from './world.ts';
import { serverUrl } from './network.ts';
import { serverIdentity } from '../../../src/core/server/serverUrl.ts';

const realSetTimeout = setTimeout;
/** In milliseconds. */
const stuckAfter = 20_000;
const startTime = 2000;
const answerTime = 1000;

interface PendingWork {
  readonly done: Promise<void>;
  release(): void;
}

export interface Outcome {
  readonly violations: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  /** What the user was told, for a report. */
  readonly texts: readonly string[];
}

/** Runs a history, restarts the windows, and checks what must be true then. */
export async function runHistory(history: History): Promise<Outcome> {
  const world = new World();
  const restore = simulateMachine(world);
  try {
    const simulation = new Simulation(world, history.keepsCreated);
    await simulation.run(history);
  } finally {
    restore();
  }
  return { violations: world.violations, counts: world.counts, texts: world.reports.texts() };
}

class Simulation {
  readonly #world: World;
  readonly #settings: { readonly keepCreatedTokens: boolean };
  readonly #windows: (SimulatedWindow | undefined)[] = [undefined, undefined];
  readonly #pending = new Map<SimulatedProcess, PendingWork>();
  #lastPid = 1_000_000_000;

  constructor(world: World, keepCreatedTokens: boolean) {
    this.#world = world;
    this.#settings = { keepCreatedTokens };
  }

  async run({ servers, steps }: History): Promise<void> {
    const world = this.#world;
    for (const [index, start] of servers.entries()) {
      await this.#prepareServer(index, start);
    }
    await this.#window(0);
    await this.#window(1);
    world.time.pass(60_000);
    for (const step of steps) {
      world.count('steps');
      await this.#step(step);
    }
    await this.#end();
  }

  async #prepareServer(index: number, start: History['servers'][number]): Promise<void> {
    const world = this.#world;
    const cluster = world.network.at(index);
    const identity = serverIdentity(serverUrl(index), 'machine');
    for (const stranger of world.strangers) {
      if (stranger.find('_admin') === undefined) {
        (await world.adopt(stranger, '_admin')).isWithColleague = true;
      }
    }
    if (start === 'empty') {
      return;
    }
    const { servers } = await this.#window(0);
    const { process } = await this.#window(0);
    const operator = await world.adopt(cluster, '_admin');
    const named = start === 'operator' ? undefined : await world.adopt(cluster, 'mine');
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
    this.#world.processes.set(process.pid, process);
    const window = process.run(() => new SimulatedWindow(this.#world, process, this.#settings));
    this.#windows[index] = window;
    this.#world.time.pass(startTime);
    await this.#work(window, 'start', () => window.start());
    return window;
  }

  async #step(step: Step): Promise<void> {
    const world = this.#world;
    switch (step.kind) {
      case 'operate':
        return this.#operate(step);
      case 'release':
        return this.#release(this.#windows[step.window]);
      case 'kill':
        return this.#kill(this.#windows[step.window], step.losesWrites);
      case 'powerCut':
        this.#windows.forEach((window) => this.#kill(window, false));
        world.as('power cut', () => world.keyring.loseUnflushed());
        world.memento.loseUnflushed();
        world.disk.cutPower();
        world.count('power cuts');
        return;
      case 'answer': {
        const window = await this.#window(step.window);
        const [message] = window.shown.splice(step.message % Math.max(window.shown.length, 1), 1);
        if (message !== undefined) {
          world.time.pass(answerTime);
          const { remedies } = message.error;
          const remedy = step.remedy === null ? undefined : remedies[step.remedy % Math.max(remedies.length, 1)];
          world.count(`answers: ${remedy?.kind ?? 'dismissed'}`);
          await this.#release(window);
          await this.#work(window, `answer ${remedy?.kind ?? ''}`, () => answer(message, remedy, window, world), message.server);
        }
        return;
      }
      case 'colleague':
        world.time.pass(step.after * 1000);
        await this.#settle();
        return world.act(world.network.at(step.server), step.action);
      case 'keyring': {
        if (step.what === 'losesLast') {
          const lost = world.as('keyring', () => world.keyring.loseLastWritten());
          const token = lost === undefined ? undefined : world.tokens.find(lost);
          if (token !== undefined) {
            token.excuse = 'lost by the keyring';
          }
        } else {
          world.keyring.refusals[step.what === 'refusesReads' ? 'reads' : 'writes'] += step.count;
        }
        world.count(`keyring ${step.what}`);
        return;
      }
      case 'clock': {
        const jump = step.minutes * 60_000;
        if (step.of === 'machine') {
          world.time.jumpMachineClock(jump);
        } else {
          world.network.at(step.server).clock.jump(jump);
        }
        world.as('clock', () => world.updateAccess());
        return;
      }
      case 'pass':
        world.time.pass(step.seconds * 1000);
        return this.#settle();
      case 'swap':
        if (step.with === 'home') {
          world.network.goHome();
        } else {
          const cluster = step.with === 'stranger' ? world.strangers[step.server] : world.network.at(step.with);
          world.network.put(step.server, cluster ?? world.network.at(step.server));
        }
        return;
      case 'openRecovery':
        world.network.at(step.server).isRecoveryOpen = true;
        return;
    }
  }

  async #operate(step: OperateStep): Promise<void> {
    const world = this.#world;
    const window = await this.#window(step.window);
    await this.#release(window);
    const { process } = window;
    world.count(`operations: ${step.operation}`);
    world.network.arm(process, {
      fault: step.fault,
      meanwhile: async (when, cluster) => {
        if (step.meanwhile?.when === when) {
          await world.act(cluster, step.meanwhile.action);
        }
      },
    });
    process.hook = killHook(step.kill);
    const operation = {
      name: step.operation,
      server: step.server,
      token: step.name,
      choice: step.choice,
      isDeclined: step.isDeclined,
    };
    await this.#work(window, step.operation, () => operate(operation, window, world), step.server);
    if (!process.isAlive) {
      this.#died(window, step.kill?.losesWrites === true);
    } else if (!this.#pending.has(process)) {
      process.hook = () => true;
      world.network.arm(process, undefined);
    }
  }

  /** Runs work of a window until it ends, is held up, or the window is killed. Its errors are shown. */
  async #work(window: SimulatedWindow, name: string, run: () => Promise<void>, server = 0): Promise<void> {
    const { process } = window;
    process.operation = name;
    const held = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#world.network.onHeld = () => ({ reached: held.resolve, released: released.promise });
    const done = process.run(async () => {
      try {
        await run();
      } catch (error) {
        if (!(error instanceof Cancelled)) {
          window.show(toError(error), serverOf(error) ?? server);
        }
      }
    });
    let isHeld = false;
    const stuck = new Promise<never>((_resolve, reject) => {
      realSetTimeout(() => reject(new Error(`"${name}" is stuck`)), stuckAfter).unref();
    });
    stuck.catch(() => undefined);
    await Promise.race([done, process.killed, held.promise.then(() => (isHeld = true)), stuck]);
    if (isHeld && process.isAlive) {
      this.#world.count('requests held up');
      this.#pending.set(process, { done, release: released.resolve });
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
    if (!window.process.isAlive) {
      this.#died(window, false);
    }
    window.process.hook = () => true;
    this.#world.network.arm(window.process, undefined);
    await this.#settle();
  }

  #kill(window: SimulatedWindow | undefined, losesWrites: boolean): void {
    if (window?.process.isAlive === true) {
      window.process.kill();
      this.#died(window, losesWrites);
    }
  }

  #died({ process }: SimulatedWindow, losesWrites: boolean): void {
    const world = this.#world;
    world.count('kills');
    this.#pending.delete(process);
    world.network.arm(process, undefined);
    if (losesWrites) {
      world.as('lost writes', () => world.keyring.loseUnflushed(process));
      world.memento.loseUnflushed(process);
    }
  }

  /** Waits until no window does anything in the background. */
  async #settle(): Promise<void> {
    const effects = () => [...this.#world.processes.values()].reduce((sum, each) => sum + each.effects, 0);
    for (let quiet = 0, before = effects(); quiet < 3; quiet++) {
      await new Promise(setImmediate);
      const now = effects();
      quiet = now === before ? quiet : -1;
      before = now;
    }
  }

  async #end(): Promise<void> {
    const world = this.#world;
    for (const window of this.#windows) {
      await this.#release(window);
    }
    world.keyring.refusals = { reads: 0, writes: 0 };
    world.network.goHome();
    for (const index of [0, 1] as const) {
      this.#kill(this.#windows[index], false);
    }
    world.time.pass(60_000);
    await this.#window(0);
    await this.#window(1);
    await findViolations(world, await this.#window(0), 'after a restart');
    for (const name of ['finish', 'undo'] as const) {
      const window = await this.#window(0);
      const { rotations } = window.usage;
      await this.#work(window, 'refresh', () => rotations.refresh());
      for (const index of rotations.all.keys()) {
        const operation = { name, server: 0, token: 'ci', choice: index, isDeclined: false };
        await this.#work(window, name, () => operate(operation, window, world));
      }
    }
    await findViolations(world, await this.#window(0), 'after rotations were resumed');
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

/** Of the rotation that an error is about. */
function serverOf(error: unknown): number | undefined {
  return error instanceof RotationStopped || error instanceof RotationInProgressError
    ? indexOfUrl(error.journal.server.url)
    : undefined;
}
