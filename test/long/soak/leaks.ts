import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Resources {
  /** Node's names of what keeps the process alive, such as sockets, servers, timers, and files. */
  readonly active: readonly string[];
  readonly listeners: number;
}

export function currentResources(): Resources {
  const names = process.eventNames();
  return {
    active: process.getActiveResourcesInfo().sort(),
    listeners: names.reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

/** Waits for sockets and the like that are being closed, and then describes what wasn't in use before. */
export async function leakedSince(
  before: Resources,
  signals: readonly AbortSignal[],
  closeMilliseconds = 2_000,
): Promise<string[]> {
  const deadline = performance.now() + closeMilliseconds;
  let leaked = newIn(currentResources().active, before.active);
  while (leaked.length > 0 && performance.now() < deadline) {
    await new Promise(setImmediate);
    leaked = newIn(currentResources().active, before.active);
  }
  const listeners = currentResources().listeners - before.listeners;
  const onSignals = signals.reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0);
  return [
    ...leaked,
    ...(listeners > 0 ? [listeners === 1 ? '1 process listener' : `${listeners} process listeners`] : []),
    ...(onSignals > 0 ? [onSignals === 1 ? '1 signal listener' : `${onSignals} signal listeners`] : []),
  ];
}

function newIn(now: readonly string[], before: readonly string[]): string[] {
  const remaining = [...before];
  return now.filter((name) => {
    const index = remaining.indexOf(name);
    remaining.splice(index, index < 0 ? 0 : 1);
    // The loop above itself schedules immediates.
    return index < 0 && name !== 'Immediate';
  });
}

export function measureHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

export function collectWarnings(): { readonly messages: string[]; stop(): void } {
  const messages: string[] = [];
  const listener = (warning: Error) => void messages.push(`${warning.name}: ${warning.message}`);
  process.on('warning', listener);
  return { messages, stop: () => void process.off('warning', listener) };
}
