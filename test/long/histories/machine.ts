import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { SimulatedDisk } from './disk.ts';
import { currentProcess, type SimulatedProcess } from './process.ts';
import type { SimulatedTime } from './time.ts';

type Function = (...args: never[]) => unknown;

export interface Machine {
  readonly time: SimulatedTime;
  readonly disk: SimulatedDisk;
  readonly processes: ReadonlyMap<number, SimulatedProcess>;
  dispatch(connection: object, options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void;
}

// Only code of simulated processes sees the replacements. Node's promises are the real ones.
/** @returns a function that restores everything */
export function simulateMachine(machine: Machine): () => void {
  const { time, disk } = machine;
  const restores: (() => void)[] = [];
  const replace = (target: object, key: string, create: (original: Function) => unknown) => {
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    const original = Reflect.get(target, key) as Function;
    Object.defineProperty(target, key, { configurable: true, writable: true, value: create(original) });
    restores.push(() => Object.defineProperty(target, key, descriptor ?? {}));
  };
  const inside = (original: Function, replacement: Function) =>
    function (this: unknown, ...args: never[]): unknown {
      return Reflect.apply(currentProcess() === undefined ? original : replacement, this, args);
    };

  const RealDate = Date;
  replace(globalThis, 'Date', () => simulatedDate(RealDate, time));
  replace(globalThis, 'setTimeout', (original) =>
    inside(original, (run: () => void, milliseconds = 0) => {
      const timer = { id: time.setTimer(run, milliseconds), unref: () => timer, ref: () => timer };
      return timer;
    }),
  );
  replace(globalThis, 'clearTimeout', (original) =>
    inside(original, (timer?: { id: number }) => (timer === undefined ? undefined : time.clearTimer(timer.id))),
  );
  replace(timers, 'setTimeout', (original) =>
    inside(original, (milliseconds: number, value: unknown, options?: { signal?: AbortSignal }) =>
      options?.signal === undefined ? pass(time, milliseconds, value) : new Promise(() => undefined),
    ),
  );
  for (const [name, simulated] of Object.entries(disk.functions) as [string, Function][]) {
    replace(fs, name, (original) => (...args: never[]) => {
      if (disk.contains(args[0])) {
        return simulated(...args);
      }
      const known = name === 'readFile' ? procFile(String(args[0]), machine) : undefined;
      return known === undefined ? original(...args) : Promise.resolve(known);
    });
  }
  replace(fs, 'readlink', (original) => inside(original, () => Promise.resolve('pid:[4026531836]')));
  replace(process, 'pid', () => undefined);
  const { pid } = { pid: realPid };
  Object.defineProperty(process, 'pid', { configurable: true, get: () => currentProcess()?.pid ?? pid });
  replace(process, 'kill', (original) => (...args: [never, never]) => {
    const simulated = machine.processes.get(args[0]);
    if (simulated === undefined) {
      return Reflect.apply(original, process, args) as unknown;
    }
    if (!simulated.isAlive) {
      throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' });
    }
    return true;
  });
  replace(
    Agent.prototype,
    'dispatch',
    (original) =>
      function (this: object, ...args: never[]): unknown {
        if (currentProcess() === undefined) {
          return Reflect.apply(original, this, args);
        }
        const [options, handler] = args as unknown as [Dispatcher.DispatchOptions, Dispatcher.DispatchHandler];
        machine.dispatch(this, options, handler);
        return true;
      },
  );
  syncBuiltinESMExports();
  return () => {
    restores.reverse().forEach((restore) => restore());
    syncBuiltinESMExports();
  };
}

const realPid = process.pid;

/** Nothing else happens while a process waits for a fixed time, so the time passes at once. */
async function pass(time: SimulatedTime, milliseconds: number, value: unknown): Promise<unknown> {
  await timers.setImmediate();
  time.pass(milliseconds);
  return value;
}

function procFile(path: string, { processes }: Machine): string | undefined {
  if (currentProcess() === undefined) {
    return undefined;
  }
  switch (path) {
    case '/etc/machine-id':
    case '/var/lib/dbus/machine-id':
      return '0123456789abcdef0123456789abcdef';
    case '/proc/sys/kernel/random/boot_id':
      return 'simulated-boot';
    default: {
      const pid = /^\/proc\/(\d+)\/stat$/.exec(path)?.[1];
      return processes.has(Number(pid)) ? `${pid} (node) S ${'1 '.repeat(30)}` : undefined;
    }
  }
}

function simulatedDate(Real: DateConstructor, time: SimulatedTime): DateConstructor {
  const now = () => (currentProcess() === undefined ? Real.now() : time.machineNow());
  return new Proxy(Real, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
  });
}
