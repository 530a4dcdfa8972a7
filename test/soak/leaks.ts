import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What keeps a process alive, and who listens to it. */
export interface Resources {
  /** As Node names them: sockets, servers, timers, files. */
  readonly active: readonly string[];
  readonly listeners: number;
}

export function resources(): Resources {
  const names = process.eventNames();
  return {
    active: process.getActiveResourcesInfo().sort(),
    listeners: names.reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

/**
 * What is there now, and was not before.
 * @param patience for what is being closed to close, in milliseconds
 */
export async function leftSince(
  before: Resources,
  signals: readonly AbortSignal[],
  patience = 2_000,
): Promise<string[]> {
  const limit = performance.now() + patience;
  let left = newIn(resources().active, before.active);
  while (left.length > 0 && performance.now() < limit) {
    await new Promise(setImmediate);
    left = newIn(resources().active, before.active);
  }
  const listeners = resources().listeners - before.listeners;
  const onSignals = signals.reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0);
  return [
    ...left,
    ...(listeners > 0 ? [`${listeners} listeners of the process`] : []),
    ...(onSignals > 0 ? [`${onSignals} listeners of signals`] : []),
  ];
}

function newIn(now: readonly string[], before: readonly string[]): string[] {
  const known = [...before];
  return now.filter((name) => {
    const index = known.indexOf(name);
    known.splice(index, index < 0 ? 0 : 1);
    // What waits for its turn in this very loop.
    return index < 0 && name !== 'Immediate';
  });
}

/** Bytes of the heap that are in use when all garbage is collected. */
export function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

/** Node warns of an emitter to which more listen than is plausible. @returns the warnings so far, and what ends it */
export function warnings(): { readonly told: string[]; stop(): void } {
  const told: string[] = [];
  const listener = (warning: Error) => void told.push(`${warning.name}: ${warning.message}`);
  process.on('warning', listener);
  return { told, stop: () => void process.off('warning', listener) };
}
